import type { Misfire, Overlap } from '@infra/traits';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { occurrencesOf, type ScheduleInZone } from '../clock/occurrences.js';
import { JobStore } from '../jobs/job-store.js';
import { PauseStore } from '../jobs/pause-store.js';
import { reconcileSchedules } from '../jobs/reconcile-schedules.js';
import { resetJob, switchJob } from '../jobs/switch-job.js';
import { syncJobs } from '../jobs/sync-jobs.js';
import type { NamedSchedule, RegisteredJob } from '../registry/registered-job.js';
import { claimAmongQueues } from '../runs/claim/claim-among-queues.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import { WorkerStore } from '../runs/workers/worker-store.js';
import { freezeDatabaseClock } from '../testing/frozen-clock.js';
import { serveDue } from '../testing/serve-due.js';
import { testJob } from '../testing/test-job.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { database } = useTestDatabase();
let workerId: number;

beforeAll(async () => {
  const worker = {
    kind: 'work',
    host: 'test',
    pid: 1,
    version: '0',
    concurrency: 1,
    jobNames: ['job'],
  } as const;
  workerId = await new WorkerStore(database).register(worker);
});

const begin = Date.UTC(2026, 5, 1, 12);
const named = (name: string, schedule: string, timeZone = 'UTC', enabled = true): NamedSchedule => ({
  name,
  schedule,
  timeZone,
  parameters: {},
  enabled,
});

/** Different builds and configurations of one job. */
const builds: readonly NamedSchedule[][] = [
  [named('default', '* * * * * *')],
  [named('default', '*/5 * * * * *')],
  [named('default', '*/5 * * * * *', 'Europe/Berlin')],
  [named('default', '0 * * * * *'), named('second', '*/30 * * * * *')],
  [named('default', '0 * * * * *'), named('second', '*/30 * * * * *', 'UTC', false)],
  [named('second', '0 */2 * * * *')],
];

const policies: readonly Misfire[] = ['run-once', 'skip', { runAll: 3 }];
const overlaps: readonly Overlap[] = ['skip', 'queue', 'allow', 'cancel-running'];

const step = fc.record({
  // Often a whole second, where an occurrence and the deed coincide.
  pass: fc.oneof(
    fc.integer({ min: 0, max: 10 }).map((seconds) => seconds * 1_000),
    fc.integer({ min: 0, max: 90_000 }),
    fc.integer({ min: 0, max: 3_600_000 }),
  ),
  deed: fc.constantFrom(
    ...(['serve', 'serve', 'finish', 'disable', 'enable', 'reset', 'orphan', 'sync', 'wait'] as const),
    ...(['pause', 'resume', 'resume'] as const),
  ),
  build: fc.constantFrom(...builds),
  enabledByCode: fc.boolean(),
});

/** One job in the database, and what was asked for in the course of time. */
class Life {
  now = begin;
  readonly #asked: { readonly from: number; readonly name: string; readonly schedule: ScheduleInZone }[] = [];
  #job: RegisteredJob;

  constructor(overlap: Overlap, misfire: Misfire) {
    this.#job = testJob('job', { overlap, misfire, schedules: builds[0] ?? [] });
  }

  async pass(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    await freezeDatabaseClock(database, new Date(this.now));
  }

  async sync(schedules: readonly NamedSchedule[], enabled: boolean): Promise<void> {
    this.#job = { ...this.#job, schedules, enabled };
    await syncJobs(database, [this.#job], () => {});
    for (const schedule of schedules) this.#asked.push({ from: this.now, name: schedule.name, schedule });
  }

  async do(deed: string, build: readonly NamedSchedule[], enabledByCode: boolean): Promise<void> {
    const word = { actor: 'test', reason: null, until: null };
    if (deed === 'serve') await serveDue(database);
    if (deed === 'finish') await finishAll();
    if (deed === 'disable') await switchJob(database, this.#job, { ...word, enabled: false });
    if (deed === 'enable') await switchJob(database, this.#job, { ...word, enabled: true });
    if (deed === 'reset') await resetJob(database, 'job', { ...word, enabled: this.#job.enabled });
    if (deed === 'orphan') await orphanAll();
    if (deed === 'pause') await new PauseStore(database).pause(null, 'ann', null);
    if (deed === 'resume') await new PauseStore(database).resume(null);
    if (deed === 'sync') await this.sync(build, enabledByCode);
  }

  /** Every occurrence since the first sync, as `schedule at`. */
  occurrences(): string[] {
    const names = new Set(this.#asked.map(({ name }) => name));
    return [...names].flatMap((name) => {
      const asked = this.#asked.filter((each) => each.name === name);
      return asked.flatMap(({ from, schedule }, index) => {
        const until = asked[index + 1]?.from ?? this.now;
        return [...occurrencesOf(schedule).between(new Date(from + 1), new Date(until))].map((at) =>
          keyOf(name, at),
        );
      });
    });
  }
}

describe('the ledger', () => {
  it('covers every occurrence since the first sync by exactly one run or one span, whatever happens', async () => {
    const lives = fc.record({
      steps: fc.array(step, { minLength: 4, maxLength: 14 }),
      overlap: fc.constantFrom(...overlaps),
      misfire: fc.constantFrom(...policies),
    });
    await fc.assert(
      fc.asyncProperty(lives, async ({ steps, overlap, misfire }) => {
        await wipe();
        const life = new Life(overlap, misfire);
        await life.pass(0);
        await life.sync(builds[0] ?? [], true);
        for (const { pass, deed, build, enabledByCode } of steps) {
          await life.pass(pass);
          await life.do(deed, build, enabledByCode);
        }
        await new PauseStore(database).resume(null);
        await serveDue(database);
        expect(await faults(life)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

async function wipe(): Promise<void> {
  for (const table of ['job_runs', 'skipped_occurrences', 'scheduled_jobs', 'job_limits', 'pauses']) {
    await database.query({ name: `wipe_${table}`, text: `delete from ${table}` });
  }
}

async function finishAll(): Promise<void> {
  const request = { workerId, limit: 1_000, jobNames: ['job'] };
  for (;;) {
    const runs = await claimAmongQueues(database, request, ['default']);
    if (runs.length === 0) return;
    const outcome = { status: 'completed', result: null, error: null } as const;
    await settleRuns(
      database,
      workerId,
      runs.map((run) => ({ run, outcome })),
    );
  }
}

async function orphanAll(): Promise<void> {
  await database.query({
    name: 'forget',
    text: `update scheduled_jobs set seen_at = seen_at - interval '1 hour'`,
  });
  const orphans = await new JobStore(database).markOrphaned(600_000);
  await reconcileSchedules(database, orphans);
}

interface Covering {
  readonly name: string;
  readonly first: Date;
  readonly last: Date;
  readonly count: number;
  readonly open: boolean;
}

/** What is wrong with the ledger, in words. */
async function faults(life: Life): Promise<string[]> {
  const runs = await database.query<{ name: string; at: Date }>({
    name: 'all_runs',
    text: 'select schedule_name as name, scheduled_for as at from job_runs',
  });
  const spans = await database.query<Covering>({
    name: 'all_spans',
    text: `select schedule_name as name, first, coalesce(last, infra_now()) as last, count, last is null as open
      from skipped_occurrences`,
  });
  const served = new Map<string, number>();
  const cover = (key: string) => served.set(key, (served.get(key) ?? 0) + 1);
  const asked = life.occurrences();
  const wrong: string[] = [];
  for (const { name, at } of runs) {
    cover(keyOf(name, at));
    if (!asked.includes(keyOf(name, at))) wrong.push(`${keyOf(name, at)} has a run and was never asked for`);
  }
  for (const { name, first, last, count, open } of spans) {
    const inside = asked.filter((key) => key >= keyOf(name, first) && key <= keyOf(name, last));
    inside.forEach(cover);
    if (!open && inside.length !== count) {
      wrong.push(
        `the span from ${keyOf(name, first)} to ${last.toISOString()} counts ${count}, not ${inside.length}`,
      );
    }
  }
  const uneven = asked
    .filter((key) => served.get(key) !== 1)
    .map((key) => `${key} is covered ${served.get(key) ?? 0} times`);
  return [...wrong, ...uneven].slice(0, 10);
}

function keyOf(name: string, at: Date): string {
  return `${name} ${at.toISOString()}`;
}
