import { InfraError } from '../errors/infra-error.js';
import { JobStore } from '../jobs/job-store.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { requireChecked } from './check-by-job.js';
import type { Host } from './host.js';

/** Which jobs to run: by name, every enabled one that has a schedule, or every enabled one with a tag. */
export type JobSelection =
  | { readonly names: readonly string[] }
  | { readonly all: true }
  | { readonly tag: string };

/** What was to run turned out to be nothing. */
class NothingToRunError extends InfraError {
  readonly code = 'usage';
}

/**
 * The jobs of a selection, in the order of the names given or by name; `note` is told what is left out and why.
 * @throws {JobNotFoundError} @throws {NothingToRunError}
 */
export async function selectJobs(
  host: Host,
  selection: JobSelection,
  note: (sentence: string) => void,
): Promise<RegisteredJob[]> {
  if ('names' in selection) return [...new Set(selection.names)].map((name) => host.registry.require(name));
  const states = new Map(
    (await new JobStore(await host.database()).readSwitches()).map((state) => [state.jobName, state]),
  );
  const isEnabled = (job: RegisteredJob) => states.get(job.name)?.enabled ?? job.enabled;
  const chosen: RegisteredJob[] = [];
  for (const job of host.registry.jobs) {
    if ('tag' in selection && !job.tags.includes(selection.tag)) continue;
    const reason = await leftOut(host, job, isEnabled(job), 'all' in selection);
    if (reason === null) chosen.push(job);
    else note(`left out ${job.name}: ${reason}`);
  }
  if (chosen.length > 0) return chosen;
  throw new NothingToRunError(
    'tag' in selection
      ? `no job that can run has the tag '${selection.tag}'`
      : 'no job is enabled and has a schedule',
    { hint: 'see `infra jobs list`' },
  );
}

async function leftOut(
  host: Host,
  job: RegisteredJob,
  enabled: boolean,
  scheduled: boolean,
): Promise<string | null> {
  if (!enabled) return 'it is disabled';
  if (scheduled && job.schedule === '') return 'it has no schedule';
  try {
    (await (await host.jobs()).provide(job.name)).parse(job.configuredParameters);
    await requireChecked(host, job, job.configuredParameters);
    return null;
  } catch (error) {
    if (error instanceof InfraError && error.code === 'invalid_parameters')
      return `it needs parameters (${error.message})`;
    throw error;
  }
}
