import { type JobContext, JobResult } from '@infra/traits';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { JobStore } from '../jobs/job-store.js';
import { LogStore } from '../logs/log-store.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import type { AttemptObserver } from '../runs/settle/attempt-observer.js';
import { type CuttableLine, layLine } from '../testing/cuttable-line.js';
import { createFakeClock } from '../testing/fake-clock.js';
import { openTestDatabase } from '../testing/index.js';
import { provideTestJobs, testJob, type TestExecution } from '../testing/test-job.js';
import { Worker, type WorkerOptions } from './worker.js';
import { useEmptyDatabase } from '../testing/use-test-database.js';

const { connection, database, fixtures } = useEmptyDatabase();
let events: RuntimeEvent[];
let workers: Worker[];

beforeEach(async () => {
  events = [];
  workers = [];
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop(0)));
});

interface WorkerSetup {
  readonly fields?: Partial<RegisteredJob>;
  readonly options?: Partial<WorkerOptions>;
  readonly clock?: Clock;
  readonly on?: Database;
  readonly observer?: AttemptObserver;
}

/** A worker of one job, called `job`. */
async function startWorker(execute: TestExecution, setup: WorkerSetup = {}): Promise<Worker> {
  const worker = newWorker(execute, setup);
  await worker.start();
  return worker;
}

function newWorker(execute: TestExecution, { fields, options, clock, on, observer }: WorkerSetup): Worker {
  const defaults = {
    kind: 'work',
    host: 'test',
    version: '0',
    concurrency: 10,
    heartbeatMs: 100,
    leaseMs: 1_000,
    maxLost: 3,
  } as const;
  const worker = new Worker(
    { ...defaults, ...options },
    {
      database: on ?? database,
      jobs: provideTestJobs({ job: execute }, fields),
      clock: clock ?? systemClock,
      emit: (event) => events.push(event),
      observer: observer ?? null,
    },
  );
  workers.push(worker);
  return worker;
}

async function enqueue(worker: Worker, count = 1, maxAttempts = 1): Promise<number[]> {
  const ids = await fixtures.enqueue(count, { maxAttempts });
  worker.wake();
  return ids;
}

async function run(id: number | undefined) {
  return fixtures.read(id ?? 0);
}

const statusOf = async (id: number | undefined) => (await run(id)).status;
const become = async (id: number | undefined, status: string) => {
  await expect.poll(() => statusOf(id)).toBe(status);
};
const faults = () => events.filter(({ kind }) => kind === 'fault');

/** A promise and the function that fulfils it. */
function gate<Value = void>() {
  let open: (value: Value) => void = () => {};
  const opened = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

function throwing(thrown: unknown): never {
  throw thrown;
}

const untilAborted = ({ signal }: JobContext) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

describe('a worker', () => {
  it('runs what is queued and records the result', async () => {
    const worker = await startWorker(() => JobResult.success().withMessage('fine').withStats(3, 1));
    const [id] = await enqueue(worker);
    await become(id, 'completed');
    expect((await run(id)).result).toMatchObject({
      success: true,
      message: 'fine',
      items_processed: 3,
      items_failed: 1,
    });
    expect(events.map(({ kind }) => kind)).toEqual(['run_started', 'run_settled']);
  });

  it('finds what nobody told it of', async () => {
    await startWorker(() => {});
    const [id] = await fixtures.enqueue(1);
    await become(id, 'completed');
    expect(faults()).toEqual([]);
  });

  it('runs as many at once as it may, and no more', async () => {
    let most = 0;
    let now = 0;
    const worker = await startWorker(
      async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        now--;
      },
      { options: { concurrency: 3 } },
    );
    const ids = await enqueue(worker, 60);
    for (const id of ids) await become(id, 'completed');
    expect(most).toBe(3);
  });

  it('hands the job what it is to run with', async () => {
    const { opened, open } = gate<JobContext>();
    const worker = await startWorker((context) => open(context));
    const [id] = await fixtures.enqueue(1, { parameters: { days: 3 }, trigger: 'api' });
    worker.wake();
    const context = await opened;
    const copy = { ...context };
    expect(copy.signal, 'a copy is as good').toBe(context.signal);
    expect(Object.keys(copy)).toEqual(expect.arrayContaining(['logger', 'progress', 'db']));
    expect(context).toMatchObject({
      runId: String(id),
      jobName: 'job',
      trigger: 'api',
      attempt: 1,
      scheduledFor: null,
      lastSuccess: null,
      parameters: { days: 3 },
    });
    expect(
      await context.db.executeQuery((await import('kysely')).CompiledQuery.raw('select 1 as one')),
    ).toMatchObject({
      rows: [{ one: 1 }],
    });
  });

  it('of a command takes exactly the runs that are reserved for it', async () => {
    const command = newWorker(() => {}, { options: { kind: 'command' } });
    const workerId = await command.start();
    const [other] = await fixtures.enqueue(1);
    const [own] = await fixtures.enqueue(1, { reservedFor: workerId });
    command.wake();
    await become(own, 'completed');
    await command.stop(0);
    expect(await statusOf(other)).toBe('queued');
  });

  it('gives the runs of a limited job their turn among the others, by age', async () => {
    const order: string[] = [];
    const provider = provideTestJobs({
      job: () => void order.push('job'),
      single: () => void order.push('single'),
    });
    const options = {
      kind: 'work',
      host: 'test',
      version: '0',
      concurrency: 1,
      heartbeatMs: 100,
      leaseMs: 1_000,
      maxLost: 3,
    } as const;
    await database.query({
      name: 'limit',
      text: `insert into job_limits (job_name, max_running) values ('single', 1)`,
    });
    await fixtures.enqueue(15);
    await fixtures.enqueueLimited(2, 'single');
    await fixtures.enqueue(15);
    const worker = new Worker(options, {
      database,
      jobs: provider,
      clock: systemClock,
      emit: (event) => events.push(event),
    });
    workers.push(worker);
    await worker.start();
    await expect.poll(() => order.length).toBe(32);
    expect(order.indexOf('single')).toBe(15);
    expect(order.lastIndexOf('single')).toBeLessThan(25);
  });

  it('starts what a rate holds back when its token comes, not when it next looks', async () => {
    await database.query({
      name: 'rate',
      text: `insert into job_limits (job_name, rate, burst, tokens, refilled_at) values ('job', 20, 1, 1, infra_now())`,
    });
    const ids = await fixtures.enqueue(21, { limited: true });
    await startWorker(() => {});
    await become(ids.at(-1), 'completed');
    const runs = await Promise.all(ids.map((id) => fixtures.read(id)));
    const starts = runs.map(({ startedAt }) => startedAt?.getTime() ?? 0);
    const took = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
    // Twenty tokens after the first; a look a second would take as many seconds.
    expect(took).toBeGreaterThanOrEqual(999);
    expect(took).toBeLessThan(12_000);
  });

  it('serves the queues that it is told to, also one that nobody has named yet', async () => {
    const ids = await fixtures.enqueue(1, { queue: 'default' });
    const worker = await startWorker(() => {}, { options: { queues: ['mail', 'reports'] } });
    const [mail] = await fixtures.enqueue(1, { queue: 'mail' });
    database.hints.send('infra_queued', ['mail']);
    await become(mail, 'completed');
    expect(await statusOf(ids[0])).toBe('queued');
    await worker.stop(0);
  });

  it('has its place again when an attempt broke off before its code was called', async () => {
    let broken = 0;
    const observer: AttemptObserver = {
      observe: (_, attempt) => (++broken === 1 ? throwing(new Error('no eyes')) : attempt()),
      completing: async () => {},
    };
    await startWorker(() => {}, { options: { concurrency: 1 }, observer });
    const [id] = await fixtures.enqueue(1);
    await become(id, 'completed');
    expect(faults()).toMatchObject([{ where: 'execute', error: new Error('no eyes') }]);
  });

  it('gives back a run whose claim was committed and never heard of', async () => {
    const worker = newWorker(() => {}, {});
    const workerId = await worker.start();
    const [id] = await fixtures.enqueue(1, { reservedFor: workerId });
    await database.query(
      {
        name: 'unheard',
        text: `update job_runs set status = 'running', claimed_by = $2, attempt = 1, reserved_for = null where id = $1`,
      },
      [id, workerId],
    );
    await become(id, 'completed');
    expect(await run(id)).toMatchObject({ attempt: 2 });
  });
});

describe('an attempt that fails', () => {
  it('is tried again after its wait, and every failure is kept with its stack', async () => {
    const times: number[] = [];
    const worker = await startWorker(
      ({ attempt }) => {
        times.push(Date.now());
        if (attempt < 3) throw new Error(`no luck ${attempt}`);
      },
      { fields: { retry: { ...testJob('job').retry, maxAttempts: 3, firstMs: 60, capMs: 1_000 } } },
    );
    const [id] = await enqueue(worker, 1, 3);
    await become(id, 'completed');
    expect(await run(id)).toMatchObject({ attempt: 3, error: null });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(60);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(120);
    const attempts = await database.query({
      name: 'attempts',
      text: 'select attempt, outcome, error from attempts order by attempt',
    });
    expect(attempts).toMatchObject([
      { attempt: 1, outcome: 'failed', error: { code: 'job_threw', message: 'no luck 1' } },
      {
        attempt: 2,
        outcome: 'failed',
        error: { message: 'no luck 2', stack: expect.stringMatching(/no luck 2\n {4}at /) as string },
      },
    ]);
    expect(events).toMatchObject([
      { kind: 'run_started', attempt: 1 },
      { kind: 'run_settled', status: 'queued', retryInMs: 60 },
      { kind: 'run_started', attempt: 2 },
      { kind: 'run_settled', status: 'queued', retryInMs: 120 },
      { kind: 'run_started', attempt: 3 },
      { kind: 'run_settled', status: 'completed', retryInMs: null },
    ]);
  });

  it.each<[string, TestExecution, object]>([
    ['reports a failure', () => JobResult.failure('sold out'), { code: 'job_failed', message: 'sold out' }],
    ['throws text', () => throwing('just text'), { code: 'job_threw', message: 'just text' }],
    ['throws nothing', () => throwing(undefined), { code: 'job_threw', message: 'undefined' }],
    [
      'returns no result',
      () => 'done' as unknown as JobResult,
      { code: 'job_threw', message: /not a JobResult/ },
    ],
    [
      'returns what cannot be stored',
      () => JobResult.success().withOutput(1n),
      { code: 'outcome_unstorable', message: /BigInt/ },
    ],
    [
      'returns what does not let itself be written',
      () => JobResult.success().withOutput({ toJSON: () => throwing(new Error('no pen')) }),
      { code: 'outcome_unstorable', message: /no pen/ },
    ],
    [
      'returns what does not let itself be read',
      () =>
        Object.create(JobResult.success(), {
          message: { get: () => throwing(new Error('no glasses')) },
        }) as JobResult,
      { code: 'job_threw', message: 'no glasses' },
    ],
  ])('is recorded when the job %s', async (_, execute, error) => {
    const worker = await startWorker(execute);
    const [id] = await enqueue(worker);
    await become(id, 'failed');
    const { message, ...rest } = error as { message: string | RegExp };
    expect((await run(id)).error).toMatchObject({
      ...rest,
      message: expect.stringMatching(message) as string,
    });
  });

  it('ends at once, without a retry, when its job cannot be had here', async () => {
    const worker = newWorker(() => {}, {});
    const provider = provideTestJobs({ job: () => {} });
    const broken = { ...provider, provide: () => Promise.reject(new Error('cannot find module')) };
    const options = {
      kind: 'work',
      host: 'test',
      version: '0',
      concurrency: 1,
      heartbeatMs: 100,
      leaseMs: 1_000,
      maxLost: 3,
    } as const;
    const crippled = new Worker(options, {
      database,
      jobs: broken,
      clock: systemClock,
      emit: (event) => events.push(event),
    });
    workers.push(crippled);
    await crippled.start();
    const [id] = await enqueue(crippled, 1, 5);
    await become(id, 'failed');
    expect((await run(id)).error).toEqual({ code: 'job_unavailable', message: 'cannot find module' });
    await worker.stop(0);
  });
});

describe('an attempt that takes too long', () => {
  it('is told, and fails when it obeys', async () => {
    const worker = await startWorker(untilAborted, { fields: { timeoutMs: 30 } });
    const [id] = await enqueue(worker);
    await become(id, 'failed');
    expect((await run(id)).error).toEqual({ code: 'timeout', message: 'timed out after 30 ms' });
  });

  it('fails even when it ignores that; its slot is free, and what it returns at last goes nowhere', async () => {
    const clock = createFakeClock(Date.now());
    const { opened, open } = gate<JobResult>();
    const began = gate();
    let attempts = 0;
    const worker = await startWorker(
      async () => {
        if (attempts++ > 0) return JobResult.success();
        began.open();
        return opened;
      },
      { clock, fields: { timeoutMs: 1_000 }, options: { concurrency: 1 } },
    );
    const [stubborn, next] = await enqueue(worker, 2);
    await began.opened;
    await clock.advance(1_000);
    expect(await statusOf(stubborn)).toBe('running');
    await clock.advance(5_000);
    await become(stubborn, 'failed');
    await become(next, 'completed');
    open(JobResult.success());
    await opened;
    expect((await run(stubborn)).error).toMatchObject({ code: 'timeout' });
    await clock.advance(5_000);
    expect(await statusOf(stubborn)).toBe('failed');
  });
});

describe('cancelling', () => {
  it('reaches a running job with a heartbeat, from any connection', async () => {
    const told = gate();
    const worker = await startWorker(async (context) => {
      context.signal.addEventListener('abort', () => told.open());
      return untilAborted(context);
    });
    const [id] = await enqueue(worker);
    await become(id, 'running');
    await fixtures.cancel([id ?? 0], 'wrong parameters');
    await told.opened;
    await become(id, 'cancelled');
    expect((await run(id)).error).toEqual({ code: 'cancelled', message: 'wrong parameters' });
  });

  it('keeps the success of a job that was done by then', async () => {
    const { opened, open } = gate();
    const worker = await startWorker(() => opened);
    const [id] = await enqueue(worker);
    await become(id, 'running');
    worker.cancel([{ id: id ?? 0, reason: 'too late', force: false }]);
    open();
    await become(id, 'completed');
    expect((await run(id)).error).toBeNull();
  });

  it('does not start what it reaches before its code begins', async () => {
    const providing = gate();
    const arrived = gate();
    let began = false;
    const provider = provideTestJobs({ job: () => void (began = true) });
    const slow = {
      ...provider,
      provide: async (name: string) => {
        arrived.open();
        await providing.opened;
        return provider.provide(name);
      },
    };
    const options = {
      kind: 'work',
      host: 'test',
      version: '0',
      concurrency: 1,
      heartbeatMs: 100,
      leaseMs: 1_000,
      maxLost: 3,
    } as const;
    const worker = new Worker(options, {
      database,
      jobs: slow,
      clock: systemClock,
      emit: (event) => events.push(event),
    });
    workers.push(worker);
    await worker.start();
    const [id] = await enqueue(worker);
    await arrived.opened;
    worker.cancel([{ id: id ?? 0, reason: 'not needed', force: false }]);
    providing.open();
    await become(id, 'cancelled');
    expect(began).toBe(false);
  });
});

describe('what a job tells while it runs', () => {
  it('is told to watchers in other processes: start, progress, lines and end', async () => {
    const far = openTestDatabase(connection);
    const heard: (string | null)[] = [];
    for (const channel of ['infra_changed', 'infra_ended'] as const) {
      far.hints.listen(channel, (items) => heard.push(...(items ?? [null])));
    }
    await far.hints.ready();
    const { opened, open } = gate();
    const worker = await startWorker(async (context) => {
      context.progress({ completed: 1 });
      await opened;
    });
    const [id] = await enqueue(worker);
    await expect.poll(() => heard.filter((item) => item === String(id)).length).toBeGreaterThan(0);
    await become(id, 'running');
    open();
    await become(id, 'completed');
    await expect.poll(() => heard).toContain(`${id}:completed`);
    await far.close();
  });

  it('hears from another process that there is something to claim, although its clock stands', async () => {
    const begin = Date.now();
    const clock = createFakeClock(begin);
    await startWorker(() => {}, { clock });
    await database.hints.ready();
    const far = openTestDatabase(connection);
    for (let round = 0; round < 3; round++) {
      await clock.untilSleeping(2);
      const [id] = await fixtures.enqueue(1);
      far.hints.send('infra_queued', ['default']);
      await become(id, 'completed');
      expect(clock.now(), 'it was no look').toBe(begin);
    }
    await far.close();
  });

  it('keeps its secret parameters out of what is kept', async () => {
    const parameters = { type: 'object', properties: { pin: { type: 'string', secret: true } } };
    const worker = await startWorker(
      (context) => {
        context.logger.info(`pin ${JSON.stringify(context.parameters)}`);
        throw new Error('refused pin 12345678');
      },
      { fields: { parameters } },
    );
    const [id] = await fixtures.enqueue(1, { parameters: { pin: '12345678' } });
    worker.wake();
    await become(id, 'failed');
    const { error, result } = await run(id);
    expect(error).toMatchObject({ message: 'refused pin ***' });
    expect(JSON.stringify([error, result])).not.toContain('12345678');
    expect(await new LogStore(database).ofRun(id ?? 0, 1)).toMatchObject([{ message: 'pin {"pin":"***"}' }]);
  });

  it('keeps a secret out that is the default of its schema, and out of the progress too', async () => {
    const pin = { type: 'string', secret: true, default: '12345678' };
    const worker = await startWorker(
      (context) => {
        const parameters = JSON.stringify(context.parameters);
        context.logger.info(parameters);
        context.progress({ message: parameters });
        return JobResult.success().withMessage(parameters).withOutput({ given: context.parameters });
      },
      { fields: { parameters: { type: 'object', properties: { pin } } } },
    );
    const [id] = await enqueue(worker);
    await become(id, 'completed');
    const { result, progress } = await run(id);
    expect(result).toMatchObject({ message: '{"pin":"***"}', output: { given: { pin: '***' } } });
    expect(progress).toEqual({ message: '{"pin":"***"}' });
    expect(await new LogStore(database).ofRun(id ?? 0, 1)).toMatchObject([{ message: '{"pin":"***"}' }]);
  });

  it('is kept: progress merged, lines in their order', async () => {
    const { opened, open } = gate();
    const worker = await startWorker(async (context) => {
      const { logger } = context;
      context.progress({ total: 10, completed: 0, counters: { read: 1 } });
      for (let line = 0; line < 500; line++) logger.info(`line ${line}`);
      await opened;
      context.progress({ completed: 7, message: 'more\0' });
    });
    const [id] = await enqueue(worker);
    await expect
      .poll(async () => (await run(id)).progress)
      .toEqual({ total: 10, completed: 0, counters: { read: 1 } });
    open();
    await become(id, 'completed');
    expect((await run(id)).progress).toEqual({
      total: 10,
      completed: 7,
      counters: { read: 1 },
      message: 'more\ufffd',
    });
    const lines = await new LogStore(database).ofRun(id ?? 0, 1_000);
    expect(lines.map(({ message }) => message)).toEqual(
      Array.from({ length: 500 }, (_, line) => `line ${line}`),
    );
    expect(faults()).toEqual([]);
  });
});

describe('stopping', () => {
  it('claims nothing more and lets running ones finish', async () => {
    const { opened, open } = gate();
    const begun = gate();
    const worker = await startWorker(
      () => {
        begun.open();
        return opened;
      },
      { options: { concurrency: 1 } },
    );
    const [id] = await enqueue(worker);
    // Not by its status: a claim whose answer meets a stopping worker is given back, and rightly so.
    await begun.opened;
    const stopped = worker.stop(10_000);
    const [late] = await enqueue(worker);
    open();
    await stopped;
    expect([await statusOf(id), await statusOf(late)]).toEqual(['completed', 'queued']);
    const present = {
      name: 'present',
      text: 'select stopping_at is not null and gone_at is not null as left from workers',
    };
    expect(await database.query(present)).toEqual([{ left: true }]);
  });

  it('returns to the queue what does not finish in time, which counts against nothing', async () => {
    const worker = await startWorker(untilAborted);
    const [id] = await enqueue(worker, 1, 1);
    await become(id, 'running');
    await worker.stop(10);
    expect(await run(id)).toMatchObject({ status: 'queued', attempt: 1, error: null });
    const counted = { name: 'counted', text: 'select failed_attempts, lost, claimed_by from job_runs' };
    expect(await database.query(counted)).toEqual([{ failed_attempts: 0, lost: 0, claimed_by: null }]);

    await startWorker(() => {});
    await become(id, 'completed');
  });

  it('does not wait for code that ignores it', async () => {
    const clock = createFakeClock(Date.now());
    const worker = await startWorker(() => new Promise<never>(() => {}), { clock });
    const [id] = await enqueue(worker);
    await become(id, 'running');
    const stopped = worker.stop(1_000);
    await clock.untilSleeping();
    await clock.advance(1_000);
    await clock.untilSleeping(2);
    await clock.advance(5_000);
    await stopped;
    expect(await statusOf(id)).toBe('queued');
  });

  it('twice is the same as once', async () => {
    const { opened, open } = gate();
    const worker = await startWorker(() => opened);
    const [id] = await enqueue(worker);
    await become(id, 'running');
    const both = [worker.stop(10_000), worker.stop(0)];
    open();
    await Promise.all(both);
    expect(await statusOf(id)).toBe('completed');
  });
});

describe('a worker that was declared dead', () => {
  it('begins again under a new name; what it was doing counts for nothing and is done again', async () => {
    const aborted = gate();
    let attempts = 0;
    const first = newWorker(
      async ({ signal }) => {
        if (attempts++ > 0) return;
        signal.addEventListener('abort', () => aborted.open());
        await aborted.opened;
      },
      { options: { leaseMs: 500 } },
    );
    const names: number[] = [];
    let failures = 1;
    first.onNewIdentity(async (workerId) => {
      if (failures-- > 0) throw new Error('not yet');
      names.push(workerId);
    });
    const dead = await first.start();
    const [id] = await enqueue(first);
    await become(id, 'running');
    await database.query({ name: 'declare', text: 'update workers set gone_at = infra_now()' });
    await aborted.opened;
    await expect.poll(() => names).toEqual([dead + 1]);
    // Another worker's lease is over: that is when somebody sweeps; otherwise every five seconds.
    await database.query({
      name: 'other',
      text: `insert into workers (kind, host, pid, version, concurrency, job_names, heartbeat_at)
        values ('work', 'far', 1, '0', 1, '{}', infra_now() - interval '1 h')`,
    });
    await become(id, 'completed');
    expect(names).toHaveLength(1);
    expect(await run(id)).toMatchObject({ attempt: 2 });
    const told = events.map(({ kind }) => kind).filter((kind) => kind !== 'fault');
    expect(told.slice(0, 3)).toEqual(['run_started', 'worker_declared_dead', 'late_result_refused']);
    expect(told.slice(-3)).toEqual(['run_rescued', 'run_started', 'run_settled']);
    const present = await database.query({
      name: 'names',
      text: 'select id from workers where gone_at is null',
    });
    expect(present).toEqual([{ id: dead + 1 }]);
  });
});

describe('trouble with the database', () => {
  let line: CuttableLine;
  let far: Database;

  beforeEach(async () => {
    line = await layLine(connection);
    far = openTestDatabase(line.connection);
  });

  afterEach(async () => {
    line.restore();
    await Promise.all(workers.map((worker) => worker.stop(0)));
    await far.close();
    await line.close();
  });

  it('while an outcome is to be recorded keeps the outcome, and it is recorded after', async () => {
    const { opened, open } = gate();
    const begun = gate();
    const worker = await startWorker(
      async ({ logger }) => {
        begun.open();
        await opened;
        logger.info('done in the dark');
      },
      // So that nobody takes it for dead meanwhile, however long a busy machine lets it wait.
      { on: far, options: { leaseMs: 20_000 } },
    );
    const [id] = await enqueue(worker);
    // The database says so before the worker has its answer: a cut between them is a claim that never came.
    await become(id, 'running');
    await begun.opened;
    line.cut();
    open();
    await expect.poll(() => events.filter(({ kind }) => kind === 'database_lost').length).toBeGreaterThan(0);
    expect(await statusOf(id)).toBe('running');
    line.restore();
    await become(id, 'completed');
    expect(await run(id)).toMatchObject({ attempt: 1 });
    expect(await new LogStore(database).ofRun(id ?? 0, 10)).toHaveLength(1);
  });

  it('cut again and again under load loses no run and records none twice', async () => {
    await new JobStore(database).insertMissing([testJob('job')]);
    const worker = await startWorker(({ logger }) => logger.info('here'), {
      on: far,
      options: { leaseMs: 20_000 },
    });
    const ids = await enqueue(worker, 200);
    const cut = {
      name: 'cut_all',
      text: `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and application_name = 'infra test'`,
    };
    const completed = { name: 'completed', text: `select count(*) from job_runs where status = 'completed'` };
    // So often, and then no more: how soon it is done is not what this is about.
    let cuts = 20;
    const cutAndCount = async () => {
      const guarded = openTestDatabase(connection);
      try {
        if (cuts-- > 0) await guarded.query(cut);
        const [row] = await guarded.query<{ count: number }>(completed);
        return row?.count;
      } finally {
        await guarded.close();
      }
    };
    await expect.poll(cutAndCount, { interval: 60, timeout: 15_000 }).toBe(ids.length);
    await expect.poll(async () => (await new JobStore(database).read('job'))?.runCount).toBe(200);
    await worker.stop(5_000);
    expect(
      await database.query({ name: 'left', text: `select id from job_runs where status <> 'completed'` }),
    ).toEqual([]);
  });
});
