import { type JobContext, JobResult } from '@infra/traits';
import { jobDefaults } from '../registry/job-defaults.js';
import { ownSchedule, type RegisteredJob } from '../registry/registered-job.js';
import type { JobProvider } from '../worker/job-provider.js';

/** A registered job with every default filled in; what is given stands over them. */
export function testJob(name: string, fields: Partial<RegisteredJob> = {}): RegisteredJob {
  const { schedule, timeZone } = { ...jobDefaults, ...fields };
  const own = { name: ownSchedule, schedule, timeZone, parameters: {}, enabled: true };
  return {
    ...jobDefaults,
    name,
    extension: 'test',
    schedule,
    timeZone,
    schedules: schedule === '' ? [] : [own],
    retry: { ...jobDefaults.retry, firstMs: 10, capMs: 100, jitter: 0 },
    conflictGroup: 'test',
    module: 'test.ts',
    ...fields,
  };
}

/** What a test's job does; one that returns nothing has succeeded. */
export type TestExecution = (context: JobContext) => Promise<JobResult | void> | JobResult | void;

/** Jobs of a test, by name; each may come with fields of its registration. Of a schema only the defaults apply. */
export function provideTestJobs(
  executions: Readonly<Record<string, TestExecution>>,
  fields: Partial<RegisteredJob> = {},
): JobProvider {
  return {
    names: Object.keys(executions),
    provide: async (name) => ({
      job: testJob(name, fields),
      parse: (given) => ({ ...defaultsOf(fields.parameters ?? null), ...given }),
      execute: async (context) => (await executions[name]?.(context)) ?? JobResult.success(),
    }),
  };
}

function defaultsOf(schema: RegisteredJob['parameters']): Record<string, unknown> {
  const properties = (schema?.['properties'] ?? {}) as Readonly<Record<string, { default?: unknown }>>;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) =>
      'default' in property ? [[name, property.default]] : [],
    ),
  );
}
