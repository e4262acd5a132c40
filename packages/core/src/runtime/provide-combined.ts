import type { Host } from '../operations/host.js';
import { beginCombinedRun, preparePhases } from '../combined/begin-combined-run.js';
import type { LoadedJob } from '../registry/loaded-job.js';
import { validateParameters } from '../registry/parse-parameters.js';
import { handedOver } from '../worker/handed-over.js';
import type { RunnableJob } from '../worker/job-provider.js';

/** A combined job: to execute it is to hand its run over to its phases. */
export function provideCombined(host: Host, loaded: LoadedJob): RunnableJob {
  const { job, phases } = loaded;
  return {
    job,
    parse: (given) => validateParameters(loaded, given),
    execute: async ({ runId, attempt, parameters }) => {
      const given = (phases ?? []).map(({ parameters: own, ...phase }) => ({
        ...phase,
        // The declaration has compared the function with the schema that these parameters come from.
        parameters: typeof own === 'function' ? own(parameters as never) : (own ?? {}),
      }));
      const run = { id: Number(runId), attempt };
      const prepared = await preparePhases(host.registry, given);
      await beginCombinedRun(await host.database(), run, prepared, job);
      return handedOver;
    },
  };
}
