import type { EstimateContext } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import type { CostSettings } from '../config/host-settings.js';
import { BudgetStore, type BudgetUse } from '../costs/budget-store.js';
import { PolicyStore } from '../costs/policy-store.js';
import type { Database } from '../database/database.js';
import type { Emit } from '../events/runtime-event.js';
import { secretValues } from '../registry/mask-parameters.js';
import { isLimited, type RegisteredJob } from '../registry/registered-job.js';
import type { StoredEstimate } from '../runs/approval/approval.js';
import type { PendingClaim } from '../runs/approval/claim-pending-runs.js';
import { type GateDecision, recordAppraisal } from '../runs/approval/record-appraisal.js';
import type { Run } from '../runs/run.js';
import { RunStore } from '../runs/run-store.js';
import { type BudgetLeft, decideApproval } from './decide-approval.js';
import { failedEstimate, priceEstimate } from './price-estimate.js';

/** A job as far as its runs are priced. */
export interface PricedJob {
  readonly job: RegisteredJob;
  /** @throws for parameters that the job's schema refuses. */
  parse(given: Readonly<Record<string, unknown>>): unknown;
  /** Left out where the job prices nothing. */
  readonly estimate?: ((parameters: unknown, context: EstimateContext) => Promise<unknown>) | null;
}

export interface AppraiserDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly jobs: { provide(jobName: string): Promise<PricedJob> };
  readonly costs: CostSettings;
  /** A run that nobody has approved for so long is cancelled. */
  readonly expireAfterMs: number;
  /** Told of the queue of a run that may be claimed now. */
  readonly queued: (queue: string) => void;
}

/** The longest that an estimate may take. */
export const estimateLimitMs = 30_000;

/** A budget that others take from moves between its count and the decision: so many times in a row at most. */
const mostTries = 50;

/** Prices pending runs and decides whether they are queued or held. */
export class Appraiser {
  readonly #dependencies: AppraiserDependencies;

  constructor(dependencies: AppraiserDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Prices and judges one run; never rejects for what its job does wrong.
   * @param stopping ends it without a record when it aborts: the claim dies with its worker.
   */
  async appraise(claim: PendingClaim, workerId: number, stopping: AbortSignal): Promise<void> {
    const { database, emit } = this.#dependencies;
    const [run] = await new RunStore(database).read([claim.runId]);
    if (run === undefined) return;
    const { job, estimate } = await this.#priced(run, stopping);
    if (stopping.aborted) return;
    for (let tries = 0; tries < mostTries; tries++) {
      const use = await this.#budgets(run);
      const decision = await this.#decide({ run, job, estimate, use }, claim);
      const outcome = await recordAppraisal(database, {
        claim,
        workerId,
        estimate,
        decision,
        budgets: use,
        expireAfterMs: this.#dependencies.expireAfterMs,
        limited: job !== null && isLimited(job),
      });
      if (outcome.kind === 'again') continue;
      if (outcome.kind === 'moved') this.#tell(run, decision, outcome);
      return;
    }
    emit({
      kind: 'fault',
      where: 'approval',
      error: new Error(`the budgets of run ${run.id} do not come to rest`),
    });
  }

  #tell(run: Run, decision: GateDecision, { status, queue }: { status: string; queue: string }): void {
    const { emit, queued, database } = this.#dependencies;
    const { id: runId, jobName } = run;
    if (decision.kind === 'hold') emit({ kind: 'run_held', runId, jobName, because: decision.because });
    else emit({ kind: 'run_approved', runId, jobName, by: decision.by });
    database.hints.send('infra_changed', [String(runId)]);
    if (status === 'queued') queued(queue);
  }

  async #decide(
    {
      run,
      job,
      estimate,
      use,
    }: { run: Run; job: RegisteredJob | null; estimate: StoredEstimate | null; use: readonly BudgetUse[] },
    { requestedBy }: PendingClaim,
  ): Promise<GateDecision> {
    const { database, costs } = this.#dependencies;
    const policies = await new PolicyStore(database).concerning(run.jobName, run.clientId);
    const budgets = use.map((budget): BudgetLeft => ({ ...budget, cap: capOf(budget, costs) }));
    const declared = job?.approval ?? 'required';
    return decideApproval({ declared, estimate, policies, budgets, requestedBy, currency: costs.currency });
  }

  /** What is taken of the budgets that a run counts against. */
  async #budgets({ jobName, clientId }: Run): Promise<BudgetUse[]> {
    const { database, costs } = this.#dependencies;
    const ofJob = Object.hasOwn(costs.jobBudgets, jobName);
    const ofClient = clientId !== null && Object.hasOwn(costs.clientBudgets, clientId);
    const names = [
      ...(ofClient ? [{ kind: 'client', name: clientId } as const] : []),
      ...(ofJob ? [{ kind: 'job', name: jobName } as const] : []),
    ];
    const store = new BudgetStore(database);
    const use = await store.use(names, costs.timeZone);
    if (use.every(({ revision }) => revision !== null)) return use;
    await store.make(names);
    return store.use(names, costs.timeZone);
  }

  /** The job and the price of a run; whatever its code does wrong becomes a warning. */
  async #priced(
    run: Run,
    stopping: AbortSignal,
  ): Promise<{ readonly job: RegisteredJob | null; readonly estimate: StoredEstimate | null }> {
    const { jobs, costs, emit } = this.#dependencies;
    let job: RegisteredJob | null = null;
    try {
      const priced = await jobs.provide(run.jobName);
      job = priced.job;
      if (priced.estimate == null) return { job, estimate: null };
      const returned = await this.#estimate(priced, run, stopping);
      const estimate = stopping.aborted ? null : priceEstimate(returned, costs);
      return {
        job,
        estimate: estimate && { ...estimate, warnings: estimate.warnings.map(concealing(job, run)) },
      };
    } catch (error) {
      const reason = concealing(job, run)(error instanceof Error ? error.message : String(error));
      if (!stopping.aborted) emit({ kind: 'estimate_failed', runId: run.id, jobName: run.jobName, reason });
      return { job, estimate: failedEstimate(costs.currency, `the estimate failed: ${reason}`) };
    }
  }

  async #estimate(priced: PricedJob, run: Run, stopping: AbortSignal): Promise<unknown> {
    const { costs, database } = this.#dependencies;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, stopping]);
    const context: EstimateContext = {
      runId: String(run.id),
      jobName: run.jobName,
      prices: costs.prices,
      currency: costs.currency,
      db: database.kysely(),
      signal,
    };
    try {
      const late = this.#late(signal);
      return await Promise.race([priced.estimate?.(priced.parse(run.parameters), context), late]);
    } finally {
      over.abort();
    }
  }

  /** Rejects when an estimate has taken too long; resolves when nobody waits for it any more. */
  async #late(signal: AbortSignal): Promise<void> {
    await this.#dependencies.clock.sleep(estimateLimitMs, signal);
    if (!signal.aborted) throw new Error(`it took longer than ${estimateLimitMs / 1000} s`);
  }
}

function capOf({ kind, name }: BudgetUse, { jobBudgets, clientBudgets }: CostSettings): string {
  return (kind === 'job' ? jobBudgets[name] : clientBudgets[name]) ?? '0';
}

/** What makes of a text one in which no secret parameter of the run is left. */
function concealing(job: RegisteredJob | null, run: Run): (text: string) => string {
  const secrets = job?.parameters == null ? [] : secretValues(job, run.parameters);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}
