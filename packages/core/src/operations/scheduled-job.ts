import { chainSchedules } from '../chains/schedule-chain.js';
import { chainJob } from '../registry/chain-job.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import type { Host } from './host.js';

/**
 * A job with the schedules that it has: those of the job of chains are people's, and in the database.
 * @throws {JobNotFoundError}
 */
export async function scheduledJob(host: Host, name: string): Promise<RegisteredJob> {
  const job = host.registry.require(name);
  if (job !== chainJob) return job;
  const stored = await chainSchedules(await host.database());
  const schedules = stored
    .filter(({ wanted }) => wanted)
    .map(({ name: chain, schedule, timeZone, parameters }) => ({
      name: chain,
      schedule,
      timeZone,
      parameters,
      enabled: true,
    }));
  return { ...job, schedules };
}
