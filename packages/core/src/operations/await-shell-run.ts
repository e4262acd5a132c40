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
  /** Told of the output from its beginning, as it comes; what it returns is awaited before more is read. */
  readonly onOutput?: ((output: Output) => void | Promise<void>) | undefined;
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
  { stateDirectory, signal, onOutput, onLine }: AwaitShellRunInput,
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
    look: () =>
      log.handTo(async (output) => {
        await onOutput?.(output);
        if (onLine !== undefined) lines.take(output).forEach(onLine);
      }, signal),
    onRun: (run) => {
      latest = run;
    },
  });
  if (onLine !== undefined) lines.rest().forEach(onLine);
  if (!over) throw watchEnded(shellId(id), `infra runs logs ${shellId(id)} --follow`);
  if (latest === null) throw new RunNotFoundError(shellId(id));
  return latest;
}
