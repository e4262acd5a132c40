import type { Clock } from '../clock/clock.js';
import type { Hints } from '../database/hints.js';
import type { Session } from '../database/database.js';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import type { Emit } from '../events/runtime-event.js';
import { tellSettleNews } from '../events/tell-settle-news.js';
import type { Outcome, Settlement } from '../runs/run.js';
import { endingHints } from '../runs/settle/ending-watch.js';
import type { RunStatus } from '../runs/run-status.js';
import { isUnstorable, settledBefore, type SettleNews, settleRuns } from '../runs/settle/settle-runs.js';
import { Batcher } from './batcher.js';

interface Waiting extends Settlement {
  readonly resolve: (status: RunStatus | null) => void;
}

const batchLimit = 500;
/** The statement itself tells others of so many endings at most. */
const mostHinted = 3;
/** Between two tries, in milliseconds: the first pause, and the longest. */
const firstPauseMs = 100;
const longestPauseMs = 2_000;

export interface SettlerTools {
  readonly clock: Clock;
  readonly emit: Emit;
  readonly hints: Hints;
}

/**
 * Records outcomes in batches in the name of one worker. While the database is away, or has no room or no time, it keeps
 * them and tries again; it gives up only when the worker is told that it is dead.
 */
export class Settler {
  readonly #session: Session;
  readonly #workerId: number;
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #hints: Hints;
  readonly #abandoned = new AbortController();
  readonly #batcher: Batcher<Waiting>;

  constructor(session: Session, workerId: number, tools: SettlerTools) {
    this.#session = session;
    this.#workerId = workerId;
    this.#clock = tools.clock;
    this.#emit = tools.emit;
    this.#hints = tools.hints;
    this.#batcher = new Batcher((batch) => this.#send(batch), batchLimit);
  }

  /** Resolves to the status that is recorded, or to null when the run was no longer this worker's. */
  settle(run: Settlement['run'], outcome: Outcome): Promise<RunStatus | null> {
    return new Promise((resolve) => {
      this.#batcher.add({ run, outcome, resolve });
    });
  }

  /** Stops trying: what is not recorded by now never will be by this worker. */
  abandon(): void {
    this.#abandoned.abort();
  }

  /** Resolves when every outcome so far is recorded, refused or abandoned. */
  async flushed(): Promise<void> {
    await this.#batcher.flushed();
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    try {
      answer(batch, await this.#record(batch));
    } catch (error) {
      this.#emit({ kind: 'fault', where: 'settle', error });
      if (batch.length > 1) for (const waiting of batch) await this.#send([waiting]);
      else await this.#recordFailure(batch, error);
    }
  }

  /**
   * Tries until the database has answered.
   * @throws whatever says that one of the outcomes cannot be stored.
   */
  async #record(batch: readonly Settlement[]): Promise<ReadonlyMap<number, RunStatus>> {
    let before: ReadonlyMap<number, RunStatus> = new Map();
    let pauseMs = firstPauseMs;
    let answerLost = false;
    while (!this.#abandoned.signal.aborted) {
      try {
        const hint = batch.length <= mostHinted && this.#hints.carry('infra_ended', []) !== null;
        const tell = (news: SettleNews) => tellSettleNews(news, this.#emit);
        const settled = await settleRuns(this.#session, this.#workerId, batch, { tell, hint });
        if (!hint) this.#hints.send('infra_ended', endingHints(settled));
        // The try before may have been recorded although its answer never came.
        if (!answerLost) return settled;
        before = await settledBefore(this.#session, batch);
        return new Map([...before, ...settled]);
      } catch (error) {
        if (isUnstorable(error)) throw error;
        if (pauseMs === firstPauseMs) this.#tell(error);
        answerLost ||= error instanceof DatabaseUnreachableError;
        await this.#clock.sleep(pauseMs, this.#abandoned.signal);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
    return before;
  }

  /** An outcome that the database does not take is recorded as a failure that says so. */
  async #recordFailure(batch: readonly Waiting[], cause: unknown): Promise<void> {
    const message = `the outcome could not be stored: ${cause instanceof Error ? cause.message : String(cause)}`;
    const outcome: Outcome = {
      status: 'failed',
      result: null,
      error: { code: 'outcome_unstorable', message },
    };
    try {
      answer(batch, await this.#record(batch.map(({ run }) => ({ run, outcome }))));
    } catch (error) {
      this.#emit({ kind: 'fault', where: 'settle', error });
      answer(batch, new Map());
    }
  }

  #tell(error: unknown): void {
    if (error instanceof DatabaseUnreachableError) {
      this.#emit({ kind: 'database_lost', where: 'settle', reason: error.message });
    } else {
      this.#emit({ kind: 'fault', where: 'settle', error });
    }
  }
}

function answer(batch: readonly Waiting[], recorded: ReadonlyMap<number, RunStatus>): void {
  for (const { run, resolve } of batch) resolve(recorded.get(run.id) ?? null);
}
