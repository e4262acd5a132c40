import type { Artifact } from '../artifacts/artifact.js';
import type { JobSwitch } from '../artifacts/job-switch.js';
import { resetJob as reset, switchJob } from '../jobs/switch-job.js';
import { JobStore } from '../jobs/job-store.js';
import { InfraError } from '../errors/infra-error.js';
import type { Host } from './host.js';

export interface SwitchJobInput {
  readonly name: string;
  readonly reason?: string;
  /** When the word runs out; for good when left out. */
  readonly until?: Date;
}

/** The end of an operator's word lies in the past. */
export class UntilInThePastError extends InfraError {
  readonly code = 'invalid_value';
}

/** Lets a job run on its schedule again, by the operator's word. */
export async function enableJob(host: Host, input: SwitchJobInput): Promise<Artifact<JobSwitch>> {
  return say(host, input, true);
}

/** Keeps a job from running on its schedule; its occurrences are recorded as skipped until it is enabled. */
export async function disableJob(host: Host, input: SwitchJobInput): Promise<Artifact<JobSwitch>> {
  return say(host, input, false);
}

/** Gives a job back to the default of code and configuration. */
export async function resetJob(
  host: Host,
  input: Pick<SwitchJobInput, 'name' | 'reason'>,
): Promise<Artifact<JobSwitch>> {
  const job = host.registry.require(input.name);
  await reset(await host.database(), job.name, {
    enabled: job.enabled,
    actor: host.actor,
    reason: input.reason ?? null,
  });
  const word = job.enabled ? 'enabled' : 'disabled';
  return {
    data: {
      job_name: job.name,
      enabled: job.enabled,
      message: `Job '${job.name}' has been reset to its default (${word})`,
      enabled_by: 'code',
      reason: null,
      until: null,
    },
    artifact_type: 'text',
    title: 'Job Reset',
  };
}

async function say(host: Host, input: SwitchJobInput, enabled: boolean): Promise<Artifact<JobSwitch>> {
  const job = host.registry.require(input.name);
  const database = await host.database();
  const until = input.until ?? null;
  if (until !== null && until <= (await new JobStore(database).now())) {
    throw new UntilInThePastError(`--until ${until.toISOString()} is in the past`, {
      hint: 'name a later time',
    });
  }
  const reason = input.reason ?? null;
  await switchJob(database, job, { enabled, actor: host.actor, reason, until });
  const word = enabled ? 'enabled' : 'disabled';
  return {
    data: {
      job_name: job.name,
      enabled,
      message: `Job '${job.name}' has been ${word}`,
      enabled_by: 'operator',
      reason,
      until: until?.toISOString() ?? null,
    },
    artifact_type: 'text',
    title: enabled ? 'Job Enabled' : 'Job Disabled',
  };
}
