import { Job, type JobContext, JobResult } from '@infra/traits';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createTestRuntime } from '../testing/test-runtime.js';

@Job({ name: 'first' })
class First {
  async execute(): Promise<JobResult> {
    return JobResult.success();
  }
}

@Job({ name: 'second', after: ['first'] })
class Second {
  async execute(): Promise<JobResult> {
    return JobResult.success();
  }
}

@Job({ name: 'third', after: ['first', 'second'] })
class Third {
  async execute(): Promise<JobResult> {
    return JobResult.success();
  }
}

let broken = true;
const parameters = z.object({ page: z.number(), token: z.string().meta({ secret: true }) });

@Job({ name: 'fetch_page', parameters })
class FetchPage {
  async execute({ parameters: { page } }: JobContext<typeof parameters>): Promise<JobResult> {
    return broken ? JobResult.failure(`page ${page} is missing`) : JobResult.success();
  }
}

test('a completed run is followed by one run of each job that comes after it', async () => {
  await using runtime = await createTestRuntime({ jobs: [First, Second, Third] });
  const first = await runtime.run(First);
  await runtime.idle();
  const { entries } = await runtime.jobs.history({ limit: 10 });
  expect(entries.map(({ job_name, trigger }) => `${job_name} ${trigger}`).toSorted()).toEqual([
    'first api',
    'second chain',
    'third chain',
    'third chain',
  ]);
  const follower = entries.find(({ job_name }) => job_name === 'second')!;
  expect((await runtime.runs.read(follower.run_id))?.afterRun).toBe(first.id);
});

test('failures in a row raise an alert, and are resubmitted when what caused them is mended', async () => {
  await using runtime = await createTestRuntime({ jobs: [FetchPage] });
  for (let page = 1; page <= 4; page++) await runtime.run(FetchPage, { page, token: 'hush' });
  await expect.poll(() => runtime.eventsOf('alert_raised')).toHaveLength(1);
  expect(runtime.eventsOf('alert_raised')).toMatchObject([{ jobName: 'fetch_page', failures: 3 }]);
  const { groups, unresolved } = await runtime.failures.list({ view: 'groups' });
  expect([groups.length, groups[0]?.count, unresolved]).toEqual([1, 4, 4]);
  const { failures } = await runtime.failures.list();
  expect(failures[0]?.parameters).toEqual({ page: 4, token: '***' });
  await runtime.failures.delete({ ids: [failures[0]!.id] });
  broken = false;
  const { resubmitted } = await runtime.failures.resubmit({ all: true, job: 'fetch_page' });
  expect(resubmitted).toHaveLength(3);
  await runtime.idle();
  const made = await Promise.all(resubmitted.map(({ new_run_id }) => runtime.runs.read(new_run_id)));
  expect(made.map((run) => run?.status)).toEqual(['completed', 'completed', 'completed']);
  expect(made[0]?.parameters).toEqual({ page: 1, token: 'hush' });
  expect((await runtime.failures.list()).unresolved).toBe(0);
  expect(runtime.eventsOf('alert_cleared')).toMatchObject([{ jobName: 'fetch_page' }]);
});
