import { existsSync } from 'node:fs';
import type { EstimateContext, JobContext, JobResult } from '@infra/traits';
import { DATABASE, RETENTION } from '@infra/traits';
import { stateDirectory } from '../database/embedded/state-directory.js';
import { RetentionStore } from '../runs/retention/retention-store.js';
import type { Host } from '../operations/host.js';
import { createExtensionScope } from '../registry/extension-scope.js';
import { validateParameters } from '../registry/parse-parameters.js';
import type { JobProvider, RunnableJob } from '../worker/job-provider.js';
import { chainJobName } from '../registry/chain-job.js';
import { provideCombined } from './provide-combined.js';

/**
 * Provides the host's jobs: those whose isolation is `process` each in a process of their own, the others in this one.
 * (A host that a test makes without a configuration file has nothing that another process could open: all of its jobs
 * run in this one.)
 */
export async function provideJobs(host: Host): Promise<JobProvider> {
  const here = await provideJobsHere(host);
  const apart = existsSync(host.file) ? new Map<string, Promise<RunnableJob>>() : null;
  if (apart === null || host.registry.jobs.every(({ isolation }) => isolation === 'none')) return here;
  return {
    names: here.names,
    provide(jobName) {
      if (host.registry.find(jobName)?.isolation !== 'process') return here.provide(jobName);
      let job = apart.get(jobName);
      if (job === undefined) {
        job = here.provide(jobName).then((runnable) => inProcess(runnable, host));
        apart.set(jobName, job);
        job.catch(() => apart.delete(jobName));
      }
      return job;
    },
  };
}

function inProcess(runnable: RunnableJob, { file, databaseUrl, actor }: Host): RunnableJob {
  return {
    job: runnable.job,
    // The job's process reads them again: what a schema makes of them cannot always be sent.
    parse: (given) => {
      runnable.parse(given);
      return given;
    },
    estimate:
      runnable.estimate == null
        ? null
        : async (given, context) =>
            runnable.estimate?.(runnable.parse(given as Readonly<Record<string, unknown>>), context),
    check: runnable.check ?? null,
    execute: async (context, abandoned) => {
      const { executeInProcess } = await import('./isolation/execute-in-process.js');
      return executeInProcess({ configurationFile: file, databaseUrl, actor }, context, abandoned ?? null);
    },
  };
}

/** Builds the host's jobs in a container of its own: each loaded when first needed, each run on a new instance. */
export async function provideJobsHere(host: Host): Promise<JobProvider> {
  const database = await host.database();
  const scope = createExtensionScope(host.registry, {
    hostDirectory: host.directory,
    stateDirectory: stateDirectory(),
  });
  scope.container.register(DATABASE, { useValue: database.kysely() });
  scope.container.register(RETENTION, { useValue: new RetentionStore(database, host.settings.retention) });
  const provided = new Map<string, Promise<RunnableJob>>();

  const provide = async (jobName: string): Promise<RunnableJob> => {
    const loaded = await host.registry.load(jobName);
    if (jobName === chainJobName) return (await import('./provide-chain.js')).provideChain(host, loaded);
    if (loaded.phases !== null) return provideCombined(host, loaded);
    await scope.prepare(loaded);
    return {
      job: loaded.job,
      parse: (given) => validateParameters(loaded, given),
      parseState: (stored) => (loaded.state === null ? stored : loaded.state.parse(stored)),
      estimate: loaded.job.estimates
        ? async (parameters, context) => priced(scope.instantiate(loaded)).estimate(parameters, context)
        : null,
      check: loaded.job.checks
        ? async (given) => checking(scope.instantiate(loaded)).check(validateParameters(loaded, given))
        : null,
      execute: (context: JobContext): Promise<JobResult> => scope.instantiate(loaded).execute(context),
    };
  };
  return {
    names: [...host.registry.jobs.map((job) => job.name), chainJobName],
    provide(jobName) {
      let job = provided.get(jobName);
      if (job === undefined) {
        job = provide(jobName);
        provided.set(jobName, job);
        job.catch(() => provided.delete(jobName));
      }
      return job;
    },
  };
}

/** An instance of a job whose class has an `estimate`. */
interface Priced {
  estimate(parameters: unknown, context: EstimateContext): unknown;
}

function priced(job: object): Priced {
  return job as Priced;
}

/** An instance of a job whose class has a `check`. */
interface Checking {
  check(parameters: unknown): void | Promise<void>;
}

function checking(job: object): Checking {
  return job as Checking;
}
