import { fileURLToPath } from 'node:url';
import type { ShellCommand } from '../shell-runs/shell-run.js';
import type { CommandToRun } from './run-command.js';

/** What a supervisor is told when it is started, as one line of JSON on its stdin: so secrets stay in memory. */
export interface SupervisorOrder extends CommandToRun {
  readonly id: number;
  readonly stateDirectory: string;
  /** The program that records how the command ended. */
  readonly clerk: string;
  readonly timeoutMs: number | null;
  /** Between the request to end and the end by force. */
  readonly graceMs: number;
  readonly logLimit: number;
}

/** The second line: begin with this attempt, or wait until that is said by a file. Without one it never begins. */
export type SupervisorWord = { readonly go: number } | { readonly wait: true };

/** Milliseconds that a command has to end by itself when it is asked to. */
export const graceMs = 10_000;

const clerk = fileURLToPath(new URL('./clerk-process.js', import.meta.url));

/** The order for a run. */
export function orderFor(
  { command, arguments: words, directory, timeoutMs, logLimit }: ShellCommand,
  run: Pick<SupervisorOrder, 'id' | 'stateDirectory' | 'environment'>,
): SupervisorOrder {
  return { ...run, clerk, command, arguments: words, directory, timeoutMs, logLimit, graceMs };
}
