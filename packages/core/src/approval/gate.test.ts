import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CostEstimate, EstimateContext } from '@infra/traits';
import { systemClock } from '../clock/clock.js';
import type { CostSettings } from '../config/host-settings.js';
import { approvalOfRun } from '../costs/approval-store.js';
import { CostStore } from '../costs/cost-store.js';
import { PolicyStore } from '../costs/policy-store.js';
import type { Database } from '../database/database.js';
import type { RuntimeEvent } from '../events/runtime-event.js';
import type { ApprovalRule } from '../registry/registered-job.js';
import { approveRuns } from '../runs/approval/approve-runs.js';
import { cancelRuns } from '../runs/settle/cancel-runs.js';
import { claimPendingRuns } from '../runs/approval/claim-pending-runs.js';
import { expireApprovals } from '../runs/approval/expire-approvals.js';
import { newRun, type RunRequest } from '../runs/submit/new-run.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import {
  createFakeClock,
  createTestDatabase,
  offsetDatabaseClock,
  openTestDatabase,
  type TestDatabase,
} from '../testing/index.js';
import { outcomes, RunFixtures } from '../testing/run-fixtures.js';
import { testJob } from '../testing/test-job.js';
import { Appraiser, type AppraiserDependencies, estimateLimitMs } from './appraiser.js';
import { Gate } from './gate.js';

let test: TestDatabase;
let database: Database;
let fixtures: RunFixtures;
let workerId: number;
let events: RuntimeEvent[];
let queued: string[];

const free: CostSettings = {
  currency: 'USD',
  prices: {},
  jobBudgets: {},
  clientBudgets: {},
  timeZone: 'UTC',
};
const dayMs = 24 * 60 * 60_000;
const never = new AbortController().signal;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openTestDatabase(test.connection);
  fixtures = new RunFixtures(database);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

beforeEach(async () => {
  events = [];
  queued = [];
  workerId = await fixtures.worker();
});

afterEach(async () => {
  await offsetDatabaseClock(database, 0);
  await database.query({ name: 'none', text: 'delete from job_runs' });
  await database.query({ name: 'no_policies', text: 'delete from approval_policies' });
});

type Estimate = (parameters: unknown, context: EstimateContext) => Promise<unknown>;

const costing =
  (price: number | string): Estimate =>
  async (): Promise<CostEstimate> => ({ components: [{ component: 'work', quantity: 1, unitPrice: price }] });

function dependencies(
  estimate: Estimate | null,
  given: Partial<AppraiserDependencies> & { approval?: ApprovalRule } = {},
) {
  const { approval = 'required', ...more } = given;
  const job = testJob('job', { approval, estimates: estimate !== null });
  return {
    database,
    clock: systemClock,
    emit: (event: RuntimeEvent) => events.push(event),
    jobs: { provide: async () => ({ job, parse: (parameters: unknown) => parameters, estimate }) },
    costs: free,
    expireAfterMs: dayMs,
    queued: (queue: string) => void queued.push(queue),
    ...more,
  };
}

/** Stores a run that is priced and needs leave. */
async function submit(fields: Partial<RunRequest> = {}, estimates = true): Promise<number> {
  const job = testJob('job', { approval: 'required', estimates });
  const [id = 0] = await fixtures.store([
    newRun(job, { trigger: 'manual', parameters: {}, actor: 'test', ...fields }),
  ]);
  return id;
}

async function appraise(given: AppraiserDependencies, by = workerId): Promise<void> {
  const request = { workerId: by, jobNames: ['job'], limit: 10, whose: 'free' } as const;
  const claims = await claimPendingRuns(database, request);
  await Promise.all(claims.map((claim) => new Appraiser(given).appraise(claim, by, never)));
}

async function statusOf(id: number): Promise<string> {
  return (await fixtures.read(id)).status;
}

describe('before the queue', () => {
  it('a run is priced and held, nobody can claim it, and a person lets it go on', async () => {
    const id = await submit();
    expect([await statusOf(id), await fixtures.claim(workerId)]).toEqual(['pending', []]);
    await appraise(dependencies(costing(4)));
    expect([await statusOf(id), await fixtures.claim(workerId)]).toEqual(['awaiting_approval', []]);
    expect(await approvalOfRun(database, id)).toMatchObject({
      estimate: { amount: '4', currency: 'USD' },
      heldBecause: 'its job asks for approval',
      approvedAt: null,
    });
    await approveRuns(database, [id], { actor: 'ann', reason: 'worth it' });
    expect(await statusOf(id)).toBe('queued');
    expect(await approvalOfRun(database, id)).toMatchObject({
      approvedBy: 'ann',
      how: 'person',
      reason: 'worth it',
      expiresAt: null,
      estimate: { amount: '4' },
    });
    expect(await fixtures.claim(workerId)).toHaveLength(1);
  });

  it('a run that costs little enough is queued by itself, at once or when its time has come', async () => {
    const now = await submit();
    const later = await submit({ delayMs: 60_000 });
    await appraise(dependencies(costing(5), { approval: { above: '5' } }));
    expect([await statusOf(now), await statusOf(later)]).toEqual(['queued', 'approved']);
    expect(queued).toEqual(['default']);
    const gate = new Gate({ ...dependencies(null), jobNames: ['job'], workerId: () => workerId });
    await offsetDatabaseClock(database, 60_001);
    gate.start();
    await expect.poll(() => statusOf(later)).toBe('queued');
    await gate.stop();
  });

  it('an estimate that throws, hangs or is none holds the run with a warning, even where nobody asks for approval', async () => {
    const throwing = await submit();
    await appraise(dependencies(() => Promise.reject(new Error('no such file')), { approval: 'auto' }));
    const faulty = await submit();
    await appraise(dependencies(costing(-1), { approval: 'auto' }));
    const hanging = await submit();
    const clock = createFakeClock(0);
    let signal: AbortSignal | undefined;
    const hang: Estimate = (_, context) => {
      signal = context.signal;
      return new Promise(() => {});
    };
    const over = appraise(dependencies(hang, { approval: 'auto', clock }));
    await clock.untilSleeping();
    await clock.advance(estimateLimitMs);
    await over;
    expect(signal?.aborted).toBe(true);
    const warnings = [
      'the estimate failed: no such file',
      'the estimate failed: the component "work": -1 is no amount',
      'the estimate failed: it took longer than 30 s',
    ];
    for (const [at, id] of [throwing, faulty, hanging].entries()) {
      expect(await statusOf(id)).toBe('awaiting_approval');
      const approval = await approvalOfRun(database, id);
      expect(approval?.estimate?.warnings).toEqual([expect.stringContaining(warnings[at] ?? '')]);
      expect(approval?.heldBecause).toContain('its cost is not known');
    }
    expect(events.filter(({ kind }) => kind === 'estimate_failed')).toHaveLength(3);
  });

  it('whoever approves a run by submitting it need not ask again; it is priced all the same', async () => {
    const id = await submit({ approvedBy: 'ann' });
    expect(await statusOf(id)).toBe('pending');
    await appraise(dependencies(costing(4)));
    expect(await statusOf(id)).toBe('queued');
    expect(await approvalOfRun(database, id)).toMatchObject({
      approvedBy: 'ann',
      how: 'submitter',
      estimate: { amount: '4' },
    });
    const unpriced = await submit({ approvedBy: 'ann' }, false);
    expect(await statusOf(unpriced)).toBe('queued');
    expect(await approvalOfRun(database, unpriced)).toMatchObject({ approvedBy: 'ann', how: 'submitter' });
  });

  it("an operator's policy goes before what the job says", async () => {
    const word = { actor: 'ann', reason: null };
    await new PolicyStore(database).set({ jobName: 'job', clientId: null, rule: { kind: 'always' } }, word);
    await new PolicyStore(database).set(
      { jobName: 'job', clientId: 'acme', rule: { kind: 'up_to', amount: '3' } },
      word,
    );
    const [anybodys, acmes] = [await submit(), await submit({ clientId: 'acme' })];
    await appraise(dependencies(costing(4)));
    expect([await statusOf(anybodys), await statusOf(acmes)]).toEqual(['queued', 'awaiting_approval']);
  });
});

describe('two at once', () => {
  it('a run is priced by one worker, and by another when the first is dead', async () => {
    const id = await submit();
    const request = { jobNames: ['job'], limit: 10, whose: 'free' } as const;
    const other = await fixtures.worker();
    const [first = [], second = []] = await Promise.all(
      [workerId, other].map((worker) => claimPendingRuns(database, { ...request, workerId: worker })),
    );
    const [claim] = [...first, ...second];
    expect([...first, ...second]).toHaveLength(1);
    const winner = first.length === 1 ? workerId : other;
    const heir = first.length === 1 ? other : workerId;
    expect(await claimPendingRuns(database, { ...request, workerId: heir })).toEqual([]);
    await database.query({ name: 'die', text: 'update workers set gone_at = infra_now() where id = $1' }, [
      winner,
    ]);
    await appraise(dependencies(costing(7)), heir);
    expect(await approvalOfRun(database, id)).toMatchObject({ estimate: { amount: '7' } });
    // What the dead one still says is refused.
    if (claim !== undefined)
      await new Appraiser(dependencies(costing(1), { approval: 'auto' })).appraise(claim, winner, never);
    expect(await approvalOfRun(database, id)).toMatchObject({ estimate: { amount: '7' }, approvedAt: null });
    expect(await statusOf(id)).toBe('awaiting_approval');
  });

  it('of two who approve a run one does it, and the other is told who', async () => {
    const id = await submit();
    await appraise(dependencies(costing(4)));
    const both = await Promise.all(
      ['ann', 'bob'].map((actor) => approveRuns(database, [id], { actor, reason: null })),
    );
    expect(both.flat().flatMap(({ status }) => status ?? [])).toEqual(['queued']);
    const audited = `select count(*)::int as deeds from audit_events where action = 'run_approved' and target = $1`;
    expect(await database.query({ name: 'deeds', text: audited }, [String(id)])).toEqual([{ deeds: 1 }]);
  });

  it('a run that expires while it is approved does one of the two', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await submit();
      await appraise(dependencies(costing(4), { expireAfterMs: 0 }));
      const [[approved], expired] = await Promise.all([
        approveRuns(database, [id], { actor: 'ann', reason: null }),
        expireApprovals(database),
      ]);
      const isExpired = expired.length === 1;
      expect(await statusOf(id)).toBe(isExpired ? 'cancelled' : 'queued');
      expect(approved?.status).toBe(isExpired ? null : 'queued');
    }
  });

  it('a person who approves a run while it is priced is not overruled, and the price is noted', async () => {
    const id = await submit();
    const pricing = dependencies(async (...given) => {
      await approveRuns(database, [id], { actor: 'ann', reason: null });
      return costing(4)(...given);
    });
    await appraise(pricing);
    expect(await statusOf(id)).toBe('queued');
    expect(await approvalOfRun(database, id)).toMatchObject({
      approvedBy: 'ann',
      heldBecause: null,
      expiresAt: null,
      estimate: { amount: '4' },
    });
  });
});

it('a run that nobody approves expires with that reason, and one that was cancelled before stays as it was', async () => {
  const [expiring, cancelled] = [await submit(), await submit()];
  await appraise(dependencies(costing(4)));
  await cancelRuns(database, [cancelled], { reason: 'enough', actor: null, force: false });
  const gate = new Gate({ ...dependencies(null), jobNames: ['job'], workerId: () => workerId });
  await offsetDatabaseClock(database, dayMs + 1);
  gate.start();
  await expect.poll(() => statusOf(expiring)).toBe('cancelled');
  await gate.stop();
  expect((await fixtures.read(expiring)).error).toEqual({
    code: 'approval_expired',
    message: 'nobody approved it in time',
  });
  expect((await fixtures.read(cancelled)).error).toEqual({ code: 'cancelled', message: 'enough' });
  expect(events.filter(({ kind }) => kind === 'approval_expired')).toEqual([
    { kind: 'approval_expired', runId: expiring, jobName: 'job' },
  ]);
  expect(await approveRuns(database, [expiring], { actor: 'ann', reason: null })).toMatchObject([
    { was: 'cancelled', status: null },
  ]);
});

it('a run is approved or ends, whoever comes when: none is claimed that nobody approved', async () => {
  const ids: number[] = [];
  for (let run = 0; run < 30; run++) ids.push(await submit(run % 3 === 0 ? { approvedBy: 'ann' } : {}));
  const claimed: number[] = [];
  const work = async () => {
    for (const run of await fixtures.claim(workerId, { limit: 3 })) claimed.push(run.id);
  };
  const others = await Promise.all([fixtures.worker(), fixtures.worker()]);
  const some = (from: number) => ids.filter((_, at) => at % 5 === from);
  await Promise.all([
    ...others.map((worker) => appraise(dependencies(costing(4), { expireAfterMs: 0 }), worker)),
    ...Array.from({ length: 10 }, work),
    approveRuns(database, some(1), { actor: 'bob', reason: null }),
    expireApprovals(database),
    cancelRuns(database, some(2), { reason: 'enough', actor: null, force: false }),
  ]);
  for (let round = 0; round < 4; round++) await appraise(dependencies(costing(4), { expireAfterMs: 0 }));
  await expireApprovals(database);
  for (let round = 0; round < 12; round++) await work();
  const text = `select r.id, r.status, a.approved_by as by from job_runs r left join run_approvals a on a.run_id = r.id order by r.id`;
  const rows = await database.query<{ id: number; status: string; by: string | null }>({
    name: 'fates',
    text,
  });
  for (const { id, status, by } of rows) {
    expect(['running', 'cancelled']).toContain(status);
    expect(status === 'running' && by === null).toBe(false);
    expect(claimed.includes(id)).toBe(status === 'running');
  }
  expect(rows.filter(({ by }) => by === 'bob').length).toBeGreaterThan(0);
});

describe('a budget', () => {
  const costs = { ...free, clientBudgets: { acme: '10' }, timeZone: 'Europe/Berlin' };
  const auto = (price: number) => dependencies(costing(price), { approval: 'auto', costs });
  const submitFor = (clientId: string) => submit({ clientId });

  it('is never taken twice, however many runs are judged at once', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => submitFor('acme')));
    const others = await Promise.all([fixtures.worker(), fixtures.worker()]);
    await Promise.all([workerId, ...others].map((worker) => appraise(auto(4), worker)));
    for (let round = 0; round < 3; round++) await appraise(auto(4));
    const statuses = await Promise.all(ids.map(statusOf));
    expect(statuses.filter((status) => status === 'queued')).toHaveLength(2);
    expect(statuses.filter((status) => status === 'awaiting_approval')).toHaveLength(6);
    const held = await approvalOfRun(database, ids[statuses.indexOf('awaiting_approval')] ?? 0);
    expect(held?.heldBecause).toMatch(/of the budget of client acme for \S+ \(10 USD\) 2 USD is left/);
  });

  it('holds for its own client only, and a person may go beyond it', async () => {
    const [dear, others] = [await submitFor('acme'), await submitFor('other')];
    await appraise(auto(11));
    expect([await statusOf(dear), await statusOf(others)]).toEqual(['awaiting_approval', 'queued']);
    await approveRuns(database, [dear], { actor: 'ann', reason: null });
    const cheap = await submitFor('acme');
    await appraise(auto(1));
    expect([await statusOf(dear), await statusOf(cheap)]).toEqual(['queued', 'awaiting_approval']);
  });

  it('counts what a run really cost once it is over, and nothing for one that never began', async () => {
    const first = await submitFor('acme');
    await appraise(auto(9));
    const [run] = await fixtures.claim(workerId);
    if (run === undefined) throw new Error('nothing to claim');
    await new CostStore(database).save(run, workerId, 'USD', [
      { component: 'work', quantity: '1', amount: '3' },
    ]);
    await settleRuns(database, workerId, [{ run, outcome: outcomes.completed }]);
    const second = await submitFor('acme');
    await appraise(auto(7));
    expect([await statusOf(first), await statusOf(second)]).toEqual(['completed', 'queued']);
    await cancelRuns(database, [second], { reason: 'enough', actor: null, force: false });
    const third = await submitFor('acme');
    await appraise(auto(7));
    expect(await statusOf(third)).toBe('queued');
  });

  it("begins anew with the day, by the database's clock in the configured zone", async () => {
    const at = async (moment: string) => offsetDatabaseClock(database, Date.parse(moment) - Date.now());
    // Berlin's day begins at 23:00 UTC in winter.
    await at('2031-01-14T22:58:00Z');
    const ids: number[] = [];
    for (const moment of [null, '2031-01-14T22:59:30Z', '2031-01-14T23:00:30Z', '2031-01-15T00:30:00Z']) {
      if (moment !== null) await at(moment);
      ids.push(await submitFor('acme'));
      await appraise(auto(6));
    }
    const statuses = await Promise.all(ids.map(statusOf));
    expect(statuses).toEqual(['queued', 'awaiting_approval', 'queued', 'awaiting_approval']);
  });
});
