import type { Artifact } from '../artifacts/artifact.js';
import type { RunLogs, ShownLogLine } from '../artifacts/run-logs.js';
import { isFinal } from '../runs/run-status.js';
import { shellId } from '../shell-runs/shell-run.js';
import { followShellRuns } from '../shell/follow-shell-runs.js';
import { LogReader, type Output } from '../shell/log-reader.js';
import { type OutputLine, OutputLines } from '../shell/output-lines.js';
import type { Host } from './host.js';
import type { ReadRunLogsInput } from './run-logs-input.js';
import { atShellRun } from './shell-reference.js';
import { watchEnded } from './watched-run.js';

/** The newest lines of a call that its artifact keeps, at most; fewer where the caller has been told of them all. */
const mostLines = 10_000;
const toldLines = 1_000;

/**
 * What a command printed, as far as its log keeps it.
 * @throws {RunNotFoundError} @throws {WatchEndedError}
 */
export async function readShellLogs(
  { clock }: Pick<Host, 'clock'>,
  input: ReadRunLogsInput,
  directory: string,
): Promise<Artifact<RunLogs>> {
  const place = { reference: input.id, directory, mayRestart: true };
  const { desk, run } = await atShellRun(place, (desk, { run }) => ({ desk, run }));
  const collected = new CollectedLines(input, run.attempt);
  const log = new LogReader(desk.files, run.id, {
    tail: input.tail ?? null,
    stream: input.stderr === true ? 'stderr' : null,
    since: input.since?.getTime() ?? null,
  });
  const { signal } = input;
  const look = () => log.handTo((output) => collected.take(output), signal);
  await look();
  if (input.follow === true && !isFinal(run.status)) {
    const { stateDirectory } = desk;
    await followShellRuns({ ids: [run.id], stateDirectory, clock, signal, look });
  }
  if (signal.aborted) throw watchEnded(input.id, `infra runs logs ${input.id} --follow`);
  collected.end();
  const { lines } = collected;
  return {
    data: {
      run_id: shellId(run.id),
      lines,
      total: lines.length,
      has_more: collected.hasMore || log.hasMore,
    },
    artifact_type: 'text',
    title: `Logs: ${shellId(run.id)}`,
  };
}

/** Tells of output as it comes, and keeps the newest lines of it. */
class CollectedLines {
  readonly #input: ReadRunLogsInput;
  readonly #attempt: number;
  readonly #most: number;
  readonly #open = new OutputLines();
  #lines: ShownLogLine[] = [];
  #hasMore = false;

  constructor(input: ReadRunLogsInput, attempt: number) {
    this.#input = input;
    this.#attempt = attempt;
    this.#most = input.onLines === undefined ? mostLines : toldLines;
  }

  get lines(): ShownLogLine[] {
    return this.#lines.slice(-this.#most);
  }

  get hasMore(): boolean {
    return this.#hasMore || this.#lines.length > this.#most;
  }

  async take(output: Output): Promise<void> {
    const { onBytes } = this.#input;
    if (onBytes === undefined) this.#tell(this.#open.take(output));
    else await onBytes(output.bytes);
  }

  end(): void {
    this.#tell(this.#open.rest());
  }

  #tell(lines: readonly OutputLine[]): void {
    if (lines.length === 0) return;
    const shown = lines.map((line) => shownLine(line, this.#attempt));
    this.#input.onLines?.(shown);
    this.#lines.push(...shown);
    if (this.#lines.length <= 2 * this.#most) return;
    this.#lines = this.#lines.slice(-this.#most);
    this.#hasMore = true;
  }
}

function shownLine({ at, stream, text }: OutputLine, attempt: number): ShownLogLine {
  return {
    id: null,
    at: new Date(at).toISOString(),
    stream,
    level: stream === 'stderr' ? 'error' : 'info',
    text: text.endsWith('\r') ? text.slice(0, -1) : text,
    fields: null,
    attempt,
  };
}
