import type { operations } from '@infra/core';
import type { ArtifactCommand, ArtifactOf } from './artifact-data.js';
import type { Terminal } from './terminal.js';

type Table = typeof operations;
type ModuleOf<Name extends keyof Table> = Awaited<ReturnType<Table[Name]>>;
type OperationOf<Name extends keyof Table> = Name extends keyof ModuleOf<Name> ? ModuleOf<Name>[Name] : never;

/** An operation of core that works on an opened host. */
export type HostOperation = {
  [Name in keyof Table]: OperationOf<Name> extends (...given: never[]) => Promise<ArtifactOf<ArtifactCommand>>
    ? Name
    : never;
}[keyof Table];

/** What goes into an operation beside the host. */
export type InputOf<Name extends HostOperation> =
  OperationOf<Name> extends (host: never, input: infer Input) => unknown ? Input : Record<never, never>;

/** What comes out of an operation. */
export type ResultOf<Name extends HostOperation> =
  OperationOf<Name> extends (...given: never[]) => Promise<infer Result> ? Result : never;

/** Shell runs belong to a user and a machine, not to a host: what concerns them alone works without one. */
export type HostNeed = 'needed' | 'optional' | 'none';

/** The flags that every command takes, before its words or after them. */
export interface GlobalFlags {
  readonly json: boolean;
  /** The configuration file, instead of searching for one. */
  readonly config: string | undefined;
  /** A database URL that wins over the environment and the configuration. */
  readonly database: string | undefined;
  /** Nothing is asked, even on a terminal. */
  readonly nonInteractive: boolean;
  readonly color: boolean;
  /** Errors with their stack. */
  readonly debug: boolean;
}

/** What the action of a command gets to work with: it turns flags into the input of an operation, and no more. */
export interface CommandLine {
  readonly terminal: Terminal;
  readonly flags: GlobalFlags;
  /** Whether a question may be asked: somebody sits there, and did not rule it out. */
  readonly mayAsk: boolean;
  /**
   * Opens the host, runs one operation on it and prints its artifact.
   * @param need whether a host with a configuration is needed (the default), used where there is one, or not looked for.
   */
  operate<Name extends HostOperation>(
    name: Name,
    input: InputOf<Name>,
    need?: HostNeed,
  ): Promise<ResultOf<Name>>;
  /** Prints an artifact: as JSON with `--json`, else as people read it. */
  print<Command extends ArtifactCommand>(artifact: ArtifactOf<Command>): Promise<void>;
  /** One line of a stream, on stdout: `line` for a program, `text` for people. */
  stream(line: object, text: string): void;
  /** Raw text on stdout, for the commands whose output is no artifact. */
  write(text: string): void;
  /** Bytes as they are; resolves when the reader keeps up. */
  writeBytes(bytes: Uint8Array, to?: 'stdout' | 'stderr'): Promise<void>;
  /** A sentence beside the result, on stderr. */
  note(sentence: string): void;
  /** Aborted by the first Ctrl-C (or SIGTERM); the second ends the process at once. */
  interruption(): AbortSignal;
  /** Shows on stderr, while `work` lasts and where stderr is a terminal, that it goes on. */
  whileWaiting<Result>(text: string, work: (say: (text: string) => void) => Promise<Result>): Promise<Result>;
  /** Ends the program with this code although nothing was thrown: a run that failed is a result. */
  exitWith(code: number): void;
  /** From now on an error that is no mistake of the caller ends the program with this code. */
  exitWithOnFailure(code: number): void;
}
