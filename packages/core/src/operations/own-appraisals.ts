import { Appraiser, type AppraiserDependencies } from '../approval/appraiser.js';
import type { Database } from '../database/database.js';
import { claimPendingRuns } from '../runs/approval/claim-pending-runs.js';
import type { Run } from '../runs/run.js';
import { RunStore } from '../runs/run-store.js';
import type { Host } from './host.js';

/** A run that waits for a person, and the run of the command that cannot go on without it: itself, or one above it. */
export interface HeldRun {
  readonly run: Run;
  readonly root: number;
}

export interface OwnAppraisalsOptions extends Pick<AppraiserDependencies, 'jobs' | 'emit' | 'queued'> {
  /** The jobs whose runs are priced or need leave. */
  readonly jobNames: readonly string[];
}

// Of one round; what is left waits for the next one.
const mostAtOnce = 100;

/** Prices and judges the runs of one command, and the phases of its combined runs: nobody else takes them. */
export class OwnAppraisals {
  readonly #appraiser: Appraiser;
  readonly #database: Database;
  readonly #jobNames: readonly string[];

  constructor(host: Host, database: Database, { jobNames, ...options }: OwnAppraisalsOptions) {
    const { costs, approvals } = host.settings;
    const { expireAfterMs } = approvals;
    this.#appraiser = new Appraiser({ database, clock: host.clock, costs, expireAfterMs, ...options });
    this.#database = database;
    this.#jobNames = jobNames;
  }

  /** Judges what waits; returns what is held. */
  async judge(workerId: number, stopping: AbortSignal): Promise<HeldRun[]> {
    const request = { workerId, jobNames: this.#jobNames, limit: mostAtOnce, whose: 'own' } as const;
    const claims = await claimPendingRuns(this.#database, request);
    await Promise.all(claims.map((claim) => this.#appraiser.appraise(claim, workerId, stopping)));
    const runs = await new RunStore(this.#database).read(claims.map(({ runId }) => runId));
    const held = runs.filter(({ status }) => status === 'pending' || status === 'awaiting_approval');
    return Promise.all(held.map(async (run) => ({ run, root: await this.#rootOf(run) })));
  }

  async #rootOf(run: Run): Promise<number> {
    let above = run;
    while (above.parent !== null) {
      const [next] = await new RunStore(this.#database).read([above.parent]);
      if (next === undefined) break;
      above = next;
    }
    return above.id;
  }
}
