import type { Clock } from '../clock/clock.js';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import type { Hints } from '../database/hints.js';
import type { Emit } from '../events/runtime-event.js';
import type { LogStore, NewLogLine } from '../logs/log-store.js';
import { AttemptLog, type LineSink } from './attempt-log.js';
import { Batcher } from './batcher.js';

const batchLimit = 1_000;
/** Lines that wait to be written, at most: what comes while so many wait is dropped and counted. */
const waitingLimit = 50_000;
const retryMs = 250;

/**
 * Writes the log lines of all runs of a worker, in batches and in the order they came; a job never waits for it. While
 * the database is away the lines wait; a batch whose answer was lost is written again, so a line may appear twice.
 */
export class RunLog implements LineSink {
  readonly #logs: LogStore;
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #hints: Pick<Hints, 'send'>;
  readonly #abandoned = new AbortController();
  readonly #batcher: Batcher<NewLogLine>;
  #dropped = 0;

  constructor(
    logs: LogStore,
    {
      clock,
      emit,
      hints,
    }: { readonly clock: Clock; readonly emit: Emit; readonly hints: Pick<Hints, 'send'> },
  ) {
    this.#logs = logs;
    this.#clock = clock;
    this.#emit = emit;
    this.#hints = hints;
    this.#batcher = new Batcher((lines) => this.#send(lines), batchLimit);
  }

  /** Opens the log of an attempt; its lines are kept only while this worker holds the run (null: in any case). */
  open(run: { readonly id: number; readonly attempt: number }, workerId: number | null): AttemptLog {
    return new AttemptLog(this, { runId: run.id, attempt: run.attempt, workerId });
  }

  /** The number of the last line that is written, or lost and told. */
  get written(): number {
    return this.#batcher.sent;
  }

  /** Resolves when the lines up to this number, or every line so far, are written, or lost and told. */
  flushed(upTo?: number): Promise<void> {
    return this.#batcher.flushed(upTo);
  }

  /** Stops waiting for the database: what is not written by now is lost. */
  abandon(): void {
    this.#abandoned.abort();
  }

  now(): number {
    return this.#clock.now();
  }

  /** Takes a line; returns its number, 0 for one that is dropped because too many wait. */
  add(line: NewLogLine): number {
    if (this.#batcher.pending < waitingLimit) return this.#batcher.add(line);
    this.#dropped++;
    return 0;
  }

  async #send(lines: readonly NewLogLine[]): Promise<void> {
    this.#tellDropped();
    for (;;) {
      try {
        await this.#logs.append(lines);
        this.#hints.send('infra_changed', new Set(lines.map(({ runId }) => String(runId))));
        return;
      } catch (error) {
        if (!(error instanceof DatabaseUnreachableError) || this.#abandoned.signal.aborted) {
          // A line is worth less than the run: the run goes on, and the loss is told.
          return this.#emit({ kind: 'fault', where: 'logs', error });
        }
        await this.#clock.sleep(retryMs, this.#abandoned.signal);
      }
    }
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const error = new Error(
      `${this.#dropped} log line(s) came faster than they could be written and were dropped`,
    );
    this.#dropped = 0;
    this.#emit({ kind: 'fault', where: 'logs', error });
  }
}
