import type { Artifact } from '../artifacts/artifact.js';
import type { RunLogs, ShownLogLine } from '../artifacts/run-logs.js';
import type { Database } from '../database/database.js';
import type { LogLevel } from '../logs/log-store.js';
import { lastLogLines, type LogQuery, logLinesAfter, type StoredLogLine } from '../logs/read-logs.js';
import { RunChanges } from '../runs/read/run-changes.js';
import { isFinal } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';
import type { Host } from './host.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { meansShellRun } from './shell-reference.js';
import type { ReadRunLogsInput } from './run-logs-input.js';
import { watchEnded } from './watched-run.js';

/** Lines of one page: a log of any length goes through a small memory. */
const pageLines = 1_000;

/** The newest lines of a call that its artifact keeps, at most; fewer where the caller has been told of them all. */
const mostLines = 10_000;

const levelsOf = {
  all: ['debug', 'info', 'warn', 'error'],
  wrong: ['warn', 'error'],
} as const satisfies Record<string, readonly LogLevel[]>;

/**
 * The log of a run, in the order it was written: all of it goes to `onLines`, the newest lines into the artifact (ten
 * thousand; a thousand where there is `onLines`).
 * @throws {RunNotFoundError} @throws {WatchEndedError}
 */
export async function readRunLogs(host: Host, input: ReadRunLogsInput): Promise<Artifact<RunLogs>> {
  if (meansShellRun(input.id)) {
    const { readShellLogs } = await import('./read-shell-logs.js');
    return readShellLogs(host, input, input.directory ?? host.directory);
  }
  const runId = parseRunId(input.id);
  const database = await host.database();
  const reader = new LogReader(database, runId, input);
  if (!(await reader.stillRuns()) || input.follow !== true) await reader.read();
  else await followed(host, database, reader);
  const { lines, hasMore } = reader;
  return {
    data: { run_id: String(runId), lines, total: lines.length, has_more: hasMore },
    artifact_type: 'text',
    title: `Logs: ${runId}`,
  };
}

async function followed(host: Host, database: Database, reader: LogReader): Promise<void> {
  const { signal, id } = reader.input;
  const changes = new RunChanges(database.hints, host.clock, (run) => run === String(reader.runId));
  try {
    for (let runs = true; runs; ) {
      if (signal.aborted) throw watchEnded(id, `infra runs logs ${id} --follow`);
      // In this order: a worker writes a run's last lines before it ends the run.
      runs = await reader.stillRuns();
      await reader.read();
      if (runs) await changes.next(signal);
    }
  } finally {
    changes.close();
  }
}

/** Reads on where it stopped. */
class LogReader {
  readonly runId: number;
  readonly input: ReadRunLogsInput;
  readonly #database: Database;
  readonly #query: LogQuery;
  readonly #most: number;
  #lines: ShownLogLine[] = [];
  #hasMore = false;
  /** The last line that was read, null before the first look. */
  #position: number | null = null;

  constructor(database: Database, runId: number, input: ReadRunLogsInput) {
    this.#database = database;
    this.runId = runId;
    this.input = input;
    this.#most = input.onLines === undefined ? mostLines : pageLines;
    this.#query = {
      runId,
      levels: input.stderr === true ? levelsOf.wrong : levelsOf.all,
      since: input.since ?? null,
      limit: pageLines,
    };
  }

  get lines(): ShownLogLine[] {
    return this.#lines.slice(-this.#most);
  }

  get hasMore(): boolean {
    return this.#hasMore || this.#lines.length > this.#most;
  }

  /** @throws {RunNotFoundError} also when the run is deleted meanwhile. */
  async stillRuns(): Promise<boolean> {
    const [run] = await new RunStore(this.#database).read([this.runId]);
    if (run === undefined) throw new RunNotFoundError(this.input.id);
    return !isFinal(run.status);
  }

  /** Takes every line that is there and was not read yet. */
  async read(): Promise<void> {
    const { tail, after } = this.input;
    this.#position ??= after ?? null;
    if (this.#position === null && tail !== undefined) {
      const newest = await lastLogLines(this.#database, { ...this.#query, limit: tail + 1 });
      this.#hasMore = newest.length > tail;
      this.#take(newest.slice(-tail));
    }
    this.#position ??= 0;
    for (;;) {
      const page = await logLinesAfter(this.#database, this.#query, this.#position);
      this.#take(page);
      if (page.length < pageLines) return;
    }
  }

  #take(page: readonly StoredLogLine[]): void {
    const last = page.at(-1);
    if (last === undefined) return;
    this.#position = last.id;
    const shown = page.map(shownLine);
    this.#lines.push(...shown);
    if (this.#lines.length > 2 * this.#most) {
      this.#lines = this.#lines.slice(-this.#most);
      this.#hasMore = true;
    }
    this.input.onLines?.(shown);
  }
}

function shownLine(line: StoredLogLine): ShownLogLine {
  return {
    id: String(line.id),
    at: line.at.toISOString(),
    stream: 'log',
    level: line.level,
    text: line.message,
    fields: line.fields,
    attempt: line.attempt,
  };
}
