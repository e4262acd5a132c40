import type { JobContext, JobResult } from '@infra/traits';
import { DATABASE, RETENTION } from '@infra/traits';
import { RetentionStore } from '../runs/retention-store.js';
import type { Host } from '../operations/host.js';
import { createExtensionScope } from '../registry/extension-scope.js';
import { validateParameters } from '../registry/parse-parameters.js';
import type { JobProvider, RunnableJob } from '../worker/job-provider.js';

/** Builds the host's jobs in a container of its own: each loaded when first needed, each run on a new instance. */
export async function provideJobs(host: Host): Promise<JobProvider> {
  const database = await host.database();
  const kysely = await database.kysely();
  const scope = createExtensionScope(host.registry, host.directory);
  scope.container.register(DATABASE, { useValue: kysely });
  scope.container.register(RETENTION, { useValue: new RetentionStore(database, host.settings.retention) });
  const provided = new Map<string, Promise<RunnableJob>>();

  const provide = async (jobName: string): Promise<RunnableJob> => {
    const loaded = await host.registry.load(jobName);
    await scope.prepare(loaded);
    return {
      job: loaded.job,
      parse: (given) => validateParameters(loaded, given),
      execute: (context: JobContext): Promise<JobResult> => scope.instantiate(loaded).execute(context),
    };
  };
  return {
    names: host.registry.jobs.map((job) => job.name),
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
