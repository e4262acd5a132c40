import { RunNotFoundError } from '../runs/run-not-found-error.js';
import type { Run } from '../runs/run.js';

/** The job that every shell run is of. No extension has it: it is in no registry, and only a run's supervisor executes it. */
export const shellJob = 'shell_command';

/** A process that cannot be mistaken for a later one with the same number: its number, its start, and that of the machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the words of the operating system; only ever compared. */
  readonly started: string;
}

/** What is to be run, and how: all that a new run of the same command needs. */
export interface ShellCommand {
  /** As people read it. */
  readonly command: string;
  /** The program and its arguments; null: `command` is for the shell. */
  readonly arguments: readonly string[] | null;
  readonly directory: string;
  /** The environment without what looks like a secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** The names of the variables that were left out of it. */
  readonly secrets: readonly string[];
  /** Milliseconds that the command may take; null for no limit. */
  readonly timeoutMs: number | null;
  /** Bytes of output that are kept, beginning and end together. */
  readonly logLimit: number;
  /** Whether it is started again when its supervisor has died. */
  readonly restartOnCrash: boolean;
}

/** A run of a command line, as it is stored. */
export interface ShellRun extends ShellCommand {
  readonly run: Run;
  readonly name: string | null;
  readonly key: string | null;
  /** The machine that it belongs to. */
  readonly host: string;
  /** The nearest git root of its directory, else the directory. */
  readonly project: string;
  /** The runs that must have completed before it starts. */
  readonly afterRuns: readonly number[];
  /** Null until there is one. */
  readonly supervisor: ProcessIdentity | null;
  readonly exitCode: number | null;
  readonly exitSignal: string | null;
  readonly exitedAt: Date | null;
  /** Bytes that the command has printed; null until it is over. */
  readonly logBytes: number | null;
}

const pattern = /^s([1-9]\d{0,14})$/;

/** Whether a text has the form of a shell run's id: `s12`. */
export function isShellId(text: string): boolean {
  return pattern.test(text);
}

/** A shell run's id as it is printed. */
export function shellId(id: number): string {
  return `s${id}`;
}

/** The number in a shell run's id. @throws {RunNotFoundError} for a text that is none. */
export function parseShellId(text: string): number {
  const digits = pattern.exec(text)?.[1];
  if (digits === undefined) throw new RunNotFoundError(text);
  return Number(digits);
}
