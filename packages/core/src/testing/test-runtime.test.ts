import {
  DATABASE,
  defineExtension,
  type ExtensionDatabase,
  inject,
  Job,
  type JobContext,
  JobResult,
} from '@infra/traits';
import { type Kysely, sql } from 'kysely';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createTestRuntime } from './test-runtime.js';

const began: { readonly name: string; readonly at: string; readonly attempt: number }[] = [];

function note(context: Pick<JobContext, 'jobName' | 'scheduledFor' | 'attempt'>): void {
  const at = context.scheduledFor?.toISOString() ?? 'by hand';
  began.push({ name: context.jobName, at, attempt: context.attempt });
}

@Job({ name: 'hourly', schedule: '0 0 * * * *' })
class Hourly {
  async execute(context: JobContext): Promise<JobResult> {
    note(context);
    return JobResult.success();
  }
}

@Job({ name: 'monthly', schedule: '0 0 3 1 * *' })
class Monthly {
  async execute(context: JobContext): Promise<JobResult> {
    note(context);
    return JobResult.success();
  }
}

const backoff = { kind: 'fixed', first: '10m', jitter: 0 } as const;

@Job({ name: 'stubborn', schedule: '0 30 * * * *', retry: { maxAttempts: 3, backoff } })
class Stubborn {
  async execute(context: JobContext): Promise<JobResult> {
    note(context);
    return context.attempt < 3 ? JobResult.failure('not yet') : JobResult.success();
  }
}

@Job({ name: 'deaf', timeout: '30s', cancelGrace: '5s' })
class Deaf {
  async execute(_context: JobContext): Promise<JobResult> {
    return new Promise<never>(() => {});
  }
}

@Job({ name: 'priced', approval: { above: 1 } })
class Priced {
  async estimate() {
    // As long as a database or a service may take, in real time.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { components: [] };
  }

  async execute(): Promise<JobResult> {
    return JobResult.success();
  }
}

const parameters = z.strictObject({ name: z.string(), times: z.number().default(1) });

@Job({ name: 'greet', parameters })
class Greet {
  async execute(context: JobContext<typeof parameters>): Promise<JobResult> {
    return JobResult.success().withStats(context.parameters.times, 0);
  }
}

it('serves every occurrence of a month once and in order, each at its own moment', async () => {
  began.length = 0;
  await using runtime = await createTestRuntime({
    jobs: [Hourly, Monthly],
    configuration: { jobs: { hourly: { schedule: '0 0 */6 * * *' } } },
    now: new Date('2026-01-31T12:30:00Z'),
  });
  await runtime.advance('1 month');
  expect(runtime.now().toISOString()).toBe('2026-02-28T12:30:00.000Z');
  const hours = began.filter(({ name }) => name === 'hourly').map(({ at }) => Date.parse(at));
  expect(hours).toEqual(
    Array.from({ length: 28 * 4 }, (_, six) => Date.parse('2026-01-31T18:00:00Z') + six * 6 * 3_600_000),
  );
  expect(began.filter(({ name }) => name === 'monthly')).toMatchObject([{ at: '2026-02-01T03:00:00.000Z' }]);
  const { entries } = await runtime.jobs.history({ job: 'monthly' });
  expect(entries).toMatchObject([{ status: 'success', run_at: '2026-02-01T03:00:00.000Z' }]);
  expect(runtime.eventsOf('run_settled')).toHaveLength(28 * 4 + 1);
  expect(runtime.eventsOf('fault')).toEqual([]);
});

it('retries at their moments, between the occurrences of other jobs', async () => {
  began.length = 0;
  await using runtime = await createTestRuntime({ jobs: [Hourly, Stubborn] });
  await runtime.advance('1 hour');
  expect(began.map(({ name, attempt }) => `${name} ${attempt}`)).toEqual([
    'stubborn 1',
    'stubborn 2',
    'stubborn 3',
    'hourly 1',
  ]);
  const [entry] = (await runtime.jobs.history({ job: 'stubborn' })).entries;
  expect(await runtime.runs.read(entry?.run_id ?? '')).toMatchObject({
    status: 'completed',
    attempt: 3,
    finishedAt: new Date('2026-01-01T00:50:00Z'),
  });
});

it('ends a job that hangs at the very end of its time and its grace', async () => {
  await using runtime = await createTestRuntime({ jobs: [Deaf], patience: 50 });
  const id = await runtime.submit(Deaf);
  await runtime.advance('31s');
  expect(await runtime.runs.read(id)).toMatchObject({ status: 'running' });
  await runtime.advance('1 day');
  expect(await runtime.runs.read(id)).toMatchObject({
    status: 'failed',
    error: { code: 'timeout' },
    finishedAt: new Date('2026-01-01T00:00:35Z'),
  });
});

it('stands while a run is being priced, in real time', async () => {
  await using runtime = await createTestRuntime({ jobs: [Priced], patience: '20s' });
  expect(await runtime.run(Priced)).toMatchObject({
    status: 'completed',
    finishedAt: new Date('2026-01-01T00:00:00Z'),
  });
});

it('starts what waits for a token or a slot when there is one', async () => {
  began.length = 0;
  const configuration = {
    jobs: { hourly: { schedule: null, rate: { limit: 2, per: '10s', burst: 1 } } },
  } as const;
  await using runtime = await createTestRuntime({ jobs: [Hourly], configuration });
  const ids = [await runtime.submit(Hourly), await runtime.submit(Hourly), await runtime.submit(Hourly)];
  await runtime.drain();
  const starts = await Promise.all(
    ids.map(async (id) => (await runtime.runs.read(id))?.startedAt?.getTime()),
  );
  const first = Date.parse('2026-01-01T00:00:00Z');
  expect(starts.map((start) => Math.round(((start ?? 0) - first) / 1_000))).toEqual([0, 5, 10]);
});

it('runs a job by its class, over the waits of its retries, and drains what else waits', async () => {
  await using runtime = await createTestRuntime({
    jobs: [Stubborn, Greet],
    configuration: { jobs: { stubborn: { schedule: null } } },
  });
  expect(await runtime.run(Greet, { name: 'you' })).toMatchObject({
    status: 'completed',
    result: { items_processed: 1 },
  });
  expect(await runtime.run(Stubborn)).toMatchObject({ status: 'completed', attempt: 3 });
  expect(runtime.now().toISOString()).toBe('2026-01-01T00:20:00.000Z');

  const id = await runtime.submit(Stubborn);
  await runtime.idle();
  expect(await runtime.runs.read(id)).toMatchObject({ status: 'queued', attempt: 1 });
  await runtime.drain();
  expect(await runtime.runs.read(id)).toMatchObject({ status: 'completed' });
  expect(runtime.now().toISOString()).toBe('2026-01-01T00:40:00.000Z');

  // @ts-expect-error the schema wants a name
  await expect(runtime.run(Greet, { times: 2 })).rejects.toMatchObject({ code: 'invalid_parameters' });
});

it('has an extension’s own tables, configuration and services, and the database shows the test’s time', async () => {
  @Job({ name: 'remember' })
  class Remember {
    constructor(
      @inject(DATABASE) private readonly db: ExtensionDatabase,
      @inject('WORD') private readonly word: string,
    ) {}
    async execute(_context: JobContext): Promise<JobResult> {
      await sql`insert into words (word, at) values (${this.word}, infra_now())`.execute(this.db);
      return JobResult.success();
    }
  }
  const extension = defineExtension({
    name: 'words',
    jobs: [Remember],
    configuration: z.object({ word: z.string() }),
    migrations: {
      '0001_words': {
        up: async (db: Kysely<unknown>) =>
          void (await sql`create table words (word text, at timestamptz)`.execute(db)),
      },
    },
    register: (container, { configuration }) =>
      void container.register('WORD', { useValue: configuration.word }),
  });
  await using runtime = await createTestRuntime({
    extensions: [{ use: extension, configuration: { word: 'hello' } }],
  });
  await runtime.run(Remember);
  const { rows } = await sql<{ word: string; at: Date }>`select * from words`.execute(await runtime.db());
  expect(rows).toEqual([{ word: 'hello', at: new Date('2026-01-01T00:00:00Z') }]);
});

it('keeps two runtimes of one process apart, and says what a configuration has wrong', async () => {
  await using one = await createTestRuntime({ jobs: [Greet] });
  await using other = await createTestRuntime({ jobs: [Greet], now: new Date('2030-06-01T00:00:00Z') });
  await one.run(Greet, { name: 'you' });
  expect((await other.jobs.history()).entries).toEqual([]);
  await expect(
    createTestRuntime({ jobs: [Greet], configuration: { jobs: { gret: { enabled: false } } } }),
  ).rejects.toMatchObject({ code: 'configuration_invalid' });
});
