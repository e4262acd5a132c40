import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { promoteDueRuns } from '../runs/claim/claim-runs.js';
import { lookForRuns, type Outlook } from '../runs/claim/look-for-runs.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import type { Executions } from './executions.js';
import type { Intake } from './intake.js';

/** How often a worker looks for what nobody told it of, in milliseconds. */
const lookMs = 1_000;

/** What a worker finds out by looking instead of by being told: one statement a second as long as there is nothing. */
export class Lookout {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #jobNames: readonly string[];
  readonly #intake: Intake;
  /** When to look, and when the next delayed run is due as far as this worker knows: by the process's clock. */
  #lookAt = 0;
  #promoteAt = Number.POSITIVE_INFINITY;

  constructor(
    tools: { readonly database: Database; readonly clock: Clock },
    jobNames: readonly string[],
    intake: Intake,
  ) {
    this.#database = tools.database;
    this.#clock = tools.clock;
    this.#jobNames = jobNames;
    this.#intake = intake;
  }

  /** Milliseconds until it is time to look; not positive when it is. */
  get inMs(): number {
    return Math.min(this.#lookAt, this.#promoteAt) - this.#clock.now();
  }

  /** Says that a run is due after so many milliseconds. */
  expect(inMs: number): void {
    this.#promoteAt = Math.min(this.#promoteAt, this.#clock.now() + inMs);
  }

  /** Says that there is something to see. */
  lookNow(): void {
    this.#lookAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * Makes delayed runs claimable when the first of them is due, and looks around when it is time for it; whether it is
   * worth to claim. No claim may be under way.
   */
  async look(workerId: number, executions: Executions): Promise<boolean> {
    const promoted = this.#clock.now() >= this.#promoteAt && (await this.#promote());
    if (this.#clock.now() < this.#lookAt) return promoted;
    // Before the look: what is recorded while it is under way still stands in its answer, and was no stranger.
    const held = executions.held();
    const outlook = await lookForRuns(this.#database, workerId, this.#intake.queues, this.#jobNames);
    this.#lookAt = this.#clock.now() + lookMs;
    this.#promoteAt = this.#clock.now() + (outlook.nextInMs ?? Number.POSITIVE_INFINITY);
    await this.#intake.goBy(outlook.scope);
    await this.#giveBack(
      workerId,
      outlook.held.filter((run) => !held.has(run)),
    );
    return promoted || outlook.ready || this.#intake.counted;
  }

  async #promote(): Promise<boolean> {
    const { promoted, nextInMs } = await promoteDueRuns(this.#database);
    this.#promoteAt = this.#clock.now() + (nextInMs ?? Number.POSITIVE_INFINITY);
    return promoted > 0;
  }

  /**
   * Returns the runs that stand in this worker's name and that it knows nothing of: their claim was committed, and its
   * answer lost with the connection. No claim is under way, so there is no other reason.
   */
  async #giveBack(workerId: number, unknown: Outlook['held']): Promise<void> {
    if (unknown.length === 0) return;
    const outcome = { status: 'queued', returned: true } as const;
    await settleRuns(
      this.#database,
      workerId,
      unknown.map((run) => ({ run, outcome })),
    );
    this.lookNow();
  }
}
