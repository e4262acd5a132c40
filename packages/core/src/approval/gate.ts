import { Loop } from '../clock/loop.js';
import { WakeableSleep } from '../clock/wakeable-sleep.js';
import { releaseApprovedRuns } from '../runs/approval/approve-runs.js';
import { claimPendingRuns, lookAtGate } from '../runs/approval/claim-pending-runs.js';
import { expireApprovals } from '../runs/approval/expire-approvals.js';
import { Appraiser, type AppraiserDependencies } from './appraiser.js';

export interface GateDependencies extends AppraiserDependencies {
  /** The jobs of this process whose runs are priced or need leave. */
  readonly jobNames: readonly string[];
  /** In whose name runs are claimed; it changes when the worker was declared dead and began again. */
  readonly workerId: () => number;
}

/** How often it looks for what nobody told it of, in milliseconds. */
const lookMs = 1_000;
/** Estimates at once in one process. */
const mostAtOnce = 8;
/** Pause after something went wrong. */
const afterFaultMs = 500;

/**
 * Everything that happens to a run before the queue: it is priced and judged, queued when its time has come, cancelled
 * when nobody approves it. Every process whose jobs need it has one.
 */
export class Gate {
  readonly #dependencies: GateDependencies;
  readonly #appraiser: Appraiser;
  readonly #loop: Loop;
  readonly #idle: WakeableSleep;
  readonly #appraisals = new Set<Promise<void>>();
  readonly #unlisten: () => void;

  constructor(dependencies: GateDependencies) {
    const { clock, emit, database } = dependencies;
    this.#dependencies = dependencies;
    this.#appraiser = new Appraiser(dependencies);
    this.#idle = new WakeableSleep(clock);
    const fault = (error: unknown) => emit({ kind: 'fault', where: 'approval', error });
    this.#loop = new Loop((signal) => this.#round(signal), { clock, fault, afterFaultMs });
    this.#unlisten = database.hints.listen('infra_queued', () => this.wake());
  }

  /** Begins to look; a second call does nothing. */
  start(): void {
    this.#loop.start();
  }

  /** Tells that there may be something before the queue. */
  wake(): void {
    this.#idle.wake();
  }

  /** Stops at once: estimates that are under way are dropped, and others make them. */
  async stop(): Promise<void> {
    this.#unlisten();
    const stopped = this.#loop.stop();
    this.wake();
    await Promise.all([stopped, ...this.#appraisals]);
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { database, jobNames } = this.#dependencies;
    const { pending, releaseInMs, expireInMs } = await lookAtGate(database, jobNames);
    if (releaseInMs !== null && releaseInMs <= 0) await this.#release();
    if (expireInMs !== null && expireInMs <= 0) await this.#expire();
    if (pending && (await this.#claim(signal))) return;
    const nextMs = Math.min(
      lookMs,
      ...[releaseInMs, expireInMs].filter((wait) => wait !== null && wait > 0).map(Number),
    );
    await this.#idle.sleep(Math.max(1, Math.ceil(nextMs)), signal);
  }

  /** True when there may be more to take at once. */
  async #claim(signal: AbortSignal): Promise<boolean> {
    const { database, jobNames } = this.#dependencies;
    const room = mostAtOnce - this.#appraisals.size;
    if (room <= 0 || signal.aborted) return false;
    const workerId = this.#dependencies.workerId();
    const claims = await claimPendingRuns(database, { workerId, jobNames, limit: room, whose: 'free' });
    for (const claim of claims) {
      const appraisal = this.#appraiser
        .appraise(claim, workerId, signal)
        .catch((error: unknown) => this.#dependencies.emit({ kind: 'fault', where: 'approval', error }))
        .finally(() => {
          this.#appraisals.delete(appraisal);
          this.wake();
        });
      this.#appraisals.add(appraisal);
    }
    return claims.length === room && this.#appraisals.size < mostAtOnce;
  }

  async #release(): Promise<void> {
    const { database, queued } = this.#dependencies;
    for (const queue of await releaseApprovedRuns(database)) queued(queue);
  }

  async #expire(): Promise<void> {
    const { database, emit } = this.#dependencies;
    const expired = await expireApprovals(database);
    for (const { id, jobName } of expired) emit({ kind: 'approval_expired', runId: id, jobName });
    // Nobody else knows that the phase of a combined run has ended so.
    const parents = expired.flatMap(({ parent }) => parent ?? []);
    if (parents.length > 0) emit({ kind: 'phases_ended', runIds: parents });
    database.hints.send(
      'infra_changed',
      expired.map(({ id }) => String(id)),
    );
  }
}
