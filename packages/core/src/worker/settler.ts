import type { Clock } from '../clock/clock.js';
import type { Session } from '../database/database.js';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import type { Emit } from '../events/runtime-event.js';
import type { Outcome, Settlement } from '../runs/run.js';
import { settleRuns } from '../runs/settle-runs.js';
import { Batcher } from './batcher.js';

interface Waiting extends Settlement {
  readonly resolve: (accepted: boolean) => void;
}

const batchLimit = 500;
const retryMs = 250;

/**
 * Records outcomes in batches in the name of one worker. While the database is away it keeps them and tries again; it
 * gives up only when the worker is told that it is dead.
 */
export class Settler {
  readonly #session: Session;
  readonly #workerId: number;
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #abandoned = new AbortController();
  readonly #batcher: Batcher<Waiting>;

  constructor(session: Session, workerId: number, clock: Clock, emit: Emit) {
    this.#session = session;
    this.#workerId = workerId;
    this.#clock = clock;
    this.#emit = emit;
    this.#batcher = new Batcher((batch) => this.#send(batch), batchLimit);
  }

  /** Resolves to true when the outcome is recorded, to false when the run was no longer this worker's. */
  settle(run: Settlement['run'], outcome: Outcome): Promise<boolean> {
    return new Promise((resolve) => {
      this.#batcher.add({ run, outcome, resolve });
    });
  }

  /** Stops trying: what is not recorded by now never will be by this worker. */
  abandon(): void {
    this.#abandoned.abort();
  }

  async idle(): Promise<void> {
    await this.#batcher.idle();
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    for (;;) {
      if (this.#abandoned.signal.aborted) return this.#answer(batch, new Set());
      try {
        return this.#answer(batch, await settleRuns(this.#session, this.#workerId, batch));
      } catch (error) {
        if (error instanceof DatabaseUnreachableError) {
          this.#emit({ kind: 'database_lost', where: 'settle', reason: error.message });
          await this.#clock.sleep(retryMs, this.#abandoned.signal);
          continue;
        }
        this.#emit({ kind: 'fault', where: 'settle', error });
        return this.#sendOneByOne(batch, error);
      }
    }
  }

  /** One outcome that the database does not take must not hold up the others: it is recorded as a failure instead. */
  async #sendOneByOne(batch: readonly Waiting[], cause: unknown): Promise<void> {
    if (batch.length > 1) {
      for (const waiting of batch) await this.#send([waiting]);
      return;
    }
    const message = `the outcome could not be stored: ${cause instanceof Error ? cause.message : String(cause)}`;
    const outcome: Outcome = {
      status: 'failed',
      result: null,
      error: { code: 'outcome_unstorable', message },
    };
    const accepted = await settleRuns(
      this.#session,
      this.#workerId,
      batch.map(({ run }) => ({ run, outcome })),
    ).catch((error: unknown) => {
      this.#emit({ kind: 'fault', where: 'settle', error });
      return new Set<number>();
    });
    this.#answer(batch, accepted);
  }

  #answer(batch: readonly Waiting[], accepted: ReadonlySet<number>): void {
    for (const { run, resolve } of batch) resolve(accepted.has(run.id));
  }
}
