import { RunNotFoundError } from '../runs/run-not-found-error.js';
import { shellId, type ShellRun } from '../shell-runs/shell-run.js';
import { followShellRuns } from '../shell/follow-shell-runs.js';
import { LogReader, type Output } from '../shell/log-reader.js';
import { type OutputLine, OutputLines } from '../shell/output-lines.js';
import { ShellFiles } from '../shell/shell-files.js';
import type { Host } from './host.js';
import { watchEnded } from './watched-run.js';

export interface AwaitShellRunInput {
  readonly stateDirectory: string;
  readonly signal: AbortSignal;
  /** Told of the output from its beginning, as it comes. */
  readonly onOutput?: ((output: Output) => void) | undefined;
  /** The same in lines. */
  readonly onLine?: ((line: OutputLine) => void) | undefined;
}

/**
 * Follows one shell run with its output to its end.
 * @throws {WatchEndedError} @throws {RunNotFoundError} when it is deleted meanwhile.
 */
export async function awaitShellRun(
  { clock }: Pick<Host, 'clock'>,
  id: number,
  { stateDirectory, signal, onOutput = () => {}, onLine = () => {} }: AwaitShellRunInput,
): Promise<ShellRun> {
  const files = new ShellFiles(stateDirectory);
  const log = new LogReader(files, id, { tail: null, stream: null, since: null });
  const lines = new OutputLines();
  let latest: ShellRun | null = null;
  const over = await followShellRuns({
    ids: [id],
    stateDirectory,
    clock,
    signal,
    look: () => {
      for (const output of log.read()) {
        onOutput(output);
        for (const line of lines.take(output)) onLine(line);
      }
    },
    onRun: (run) => {
      latest = run;
    },
  });
  for (const line of lines.rest()) onLine(line);
  if (!over) throw watchEnded(shellId(id), `infra runs logs ${shellId(id)} --follow`);
  if (latest === null) throw new RunNotFoundError(shellId(id));
  return latest;
}
