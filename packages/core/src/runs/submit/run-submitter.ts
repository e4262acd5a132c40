import type { Session } from '../../database/database.js';
import { DatabaseUnreachableError } from '../../database/database-errors.js';
import { distinctRuns, type PreparedRun } from './prepared-run.js';
import { carriesHint } from './insert-plain-runs.js';
import type { SubjectBusyError } from './subject-busy-error.js';
import { type Submission, submitRuns } from './submit-runs.js';

/** Rows of one statement at most. */
const batchLimit = 1_000;

interface Waiting {
  readonly prepared: PreparedRun;
  readonly resolve: (submission: Submission) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = Submission | SubjectBusyError;

/** How others are told of runs that they may execute. */
export interface SubmitterListener {
  /** What the statement that stores these runs is to tell other processes itself; null: nothing. */
  readonly carry: (runs: readonly PreparedRun[]) => string | null;
  /** The runs are stored; `told`: other processes know. */
  readonly stored: (runs: readonly PreparedRun[], told: boolean) => void;
}

/** For runs that nobody need hear of. */
export const untold: SubmitterListener = { carry: () => null, stored: () => {} };

/**
 * Stores runs of many callers: what arrives while a statement is under way goes together as the next one, so that ten
 * callers at once cost little more than one. What one caller's run does wrong is that caller's error alone.
 */
export class RunSubmitter {
  readonly #session: Session;
  readonly #listener: SubmitterListener;
  readonly #waiting: Waiting[] = [];
  #sending = false;

  constructor(session: Session, listener: SubmitterListener) {
    this.#session = session;
    this.#listener = listener;
  }

  /** @throws {SubjectBusyError} @throws {DatabaseUnreachableError} */
  submit(prepared: PreparedRun): Promise<Submission> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ prepared, resolve, reject });
      if (!this.#sending) void this.#send();
    });
  }

  /**
   * Stores many runs of one caller, a thousand with each statement; tells of each in their order.
   * @throws {DatabaseUnreachableError}
   */
  async submitAll(runs: readonly PreparedRun[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const waiting = runs.map((prepared, position) => ({ prepared, position }));
    while (waiting.length > 0) {
      const batch = distinctRuns(waiting, batchLimit);
      const stored = await submitRuns(
        this.#session,
        batch.map(({ prepared }) => prepared),
      );
      for (const [at, { position }] of batch.entries()) {
        const outcome = stored[at];
        if (outcome !== undefined) outcomes[position] = outcome;
      }
      this.#listener.stored(
        batch.map(({ prepared }) => prepared),
        false,
      );
    }
    return outcomes;
  }

  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#waiting.length > 0) await this.#store(distinctRuns(this.#waiting, batchLimit));
    this.#sending = false;
  }

  /** Never rejects: each caller hears of his own run. */
  async #store(batch: readonly Waiting[]): Promise<void> {
    const runs = batch.map(({ prepared }) => prepared);
    try {
      const hint = carriesHint(runs) ? this.#listener.carry(runs) : null;
      const outcomes = await submitRuns(this.#session, runs, hint);
      this.#listener.stored(runs, hint !== null);
      for (const [at, waiting] of batch.entries()) tell(waiting, outcomes[at]);
    } catch (error) {
      // Halves of halves, down to the run that the database refuses. Without a connection nobody knows what was stored,
      // and nothing is sent twice.
      if (batch.length === 1 || error instanceof DatabaseUnreachableError) {
        for (const waiting of batch) waiting.reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.#store(batch.slice(0, middle));
      await this.#store(batch.slice(middle));
    }
  }
}

function tell({ resolve, reject }: Waiting, outcome: Outcome | undefined): void {
  if (outcome === undefined || outcome instanceof Error) reject(outcome);
  else resolve(outcome);
}
