import { inspect } from 'node:util';
import type { JobLogger } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import type { Hints } from '../database/hints.js';
import { storableJson } from '../database/storable-json.js';
import type { Emit } from '../events/runtime-event.js';
import type { LogLevel, LogStore, NewLogLine } from '../logs/log-store.js';
import { Batcher } from './batcher.js';
import { concealed, concealedJson } from './conceal.js';
import { describeThrown } from './describe-thrown.js';

const batchLimit = 1_000;
/** Lines that wait to be written, at most: what comes while so many wait is dropped and counted. */
const waitingLimit = 50_000;
/** Characters of one message that are kept. */
const messageLimit = 16_384;
const retryMs = 250;

/** The log of one attempt. */
export interface AttemptLog {
  readonly logger: JobLogger;
  /** Puts `***` in the place of these texts in every line from now on. */
  hide(secrets: readonly string[]): void;
  /** Resolves when every line so far is written, or lost and told. */
  flushed(): Promise<void>;
}

/**
 * Writes the log lines of all runs of a worker, in batches and in the order they came; a job never waits for it. While
 * the database is away the lines wait; a batch whose answer was lost is written again, so a line may appear twice.
 */
export class RunLog {
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
    let last = 0;
    let hidden: readonly string[] = [];
    const write = (level: LogLevel) => (message: unknown, fields?: Readonly<Record<string, unknown>>) => {
      last = this.#add({
        runId: run.id,
        attempt: run.attempt,
        workerId,
        at: new Date(this.#clock.now()),
        level,
        // An author without a compiler may hand over an error as it is.
        message: concealed(typeof message === 'string' ? message : inspect(message), hidden).slice(
          0,
          messageLimit,
        ),
        fields: fields === undefined ? null : jsonOf(fields, hidden),
      });
    };
    const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
    return {
      logger,
      hide: (secrets) => {
        hidden = secrets;
      },
      flushed: () => this.#batcher.flushed(last),
    };
  }

  /** Resolves when every line so far is written, or lost and told. */
  async flushed(): Promise<void> {
    await this.#batcher.flushed();
  }

  /** Stops waiting for the database: what is not written by now is lost. */
  abandon(): void {
    this.#abandoned.abort();
  }

  #add(line: NewLogLine): number {
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

// At once, and not when the batch goes out: the job may change its object meanwhile.
function jsonOf(fields: Readonly<Record<string, unknown>>, hidden: readonly string[]): string {
  try {
    return storableJson(concealedJson(fields, hidden));
  } catch (error) {
    return storableJson({ not_json: describeThrown(error).message });
  }
}
