import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Class,
  DATABASE,
  type DependencyContainer,
  type JobInput,
  jobMetadataOf,
  type JobOutput,
  type JobResult,
  type Progress,
} from '@infra/traits';
import type { z } from 'zod';
import { createExtensionScope } from '../registry/extension-scope.js';
import { validateParameters } from '../registry/parse-parameters.js';
import { jobHost } from './job-host.js';
import {
  createTestContext,
  missingDatabase,
  type TestContextOptions,
  type TestCost,
  type TestLogLine,
} from './test-context.js';

/** What a test says about the run that its job is given; everything has a default. */
export interface RunJobOptions extends Omit<TestContextOptions<never>, 'parameters' | 'jobName'> {
  /** Registers what the job's class injects, as an extension's `register` does. */
  readonly register?: (container: DependencyContainer) => void;
}

/** What a job returned and did. */
export interface JobRun<Output> {
  readonly result: JobResult<Output>;
  /** Everything logged, in order. */
  readonly logs: readonly TestLogLine[];
  /** Everything reported by `progress`, in order. */
  readonly progress: readonly Progress[];
  /** Everything added to `cost`, in order. */
  readonly costs: readonly TestCost[];
}

type RunJobArguments<JobClass extends Class> =
  {} extends JobInput<JobClass>
    ? [parameters?: JobInput<JobClass>, options?: RunJobOptions]
    : [parameters: JobInput<JobClass>, options?: RunJobOptions];

/**
 * Runs one job once, as a worker does but without worker, record and database: its class is injected, its parameters go
 * through its schema. What the job throws rejects.
 * @throws {InvalidParametersError} @throws {ExtensionFaultyError} when a dependency cannot be resolved.
 */
export async function runJob<JobClass extends Class>(
  jobClass: JobClass,
  ...[parameters, options = {}]: RunJobArguments<JobClass>
): Promise<JobRun<JobOutput<JobClass>>> {
  const { register, ...given } = options;
  const name = jobMetadataOf(jobClass)?.definition.name;
  if (name === undefined) throw new TypeError(`${jobClass.name} is not a job: it has no @Job`);
  const host = await jobHost({ jobs: [jobClass], ...(register === undefined ? {} : { register }) });
  const { directory } = host.host;
  // Nothing of the account that runs the test is read or written.
  const places = { hostDirectory: directory, stateDirectory: join(tmpdir(), 'infra-test-state') };
  const scope = createExtensionScope(host.registry, places);
  scope.container.register(DATABASE, { useValue: given.db ?? missingDatabase });
  const loaded = await host.registry.load(name);
  await scope.prepare(loaded);
  const context = createTestContext<z.ZodType>({
    ...given,
    jobName: name,
    parameters: validateParameters(loaded, parameters ?? {}),
  });
  const job = scope.instantiate(loaded) as { execute(context: unknown): Promise<JobResult> };
  const result = (await job.execute(context)) as JobResult<JobOutput<JobClass>>;
  return { result, logs: context.lines, progress: context.progressReports, costs: context.costs };
}
