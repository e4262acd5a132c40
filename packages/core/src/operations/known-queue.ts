import { didYouMean } from '../config/nearest-name.js';
import { InfraError } from '../errors/infra-error.js';
import { QueueStore } from '../jobs/queue-store.js';
import type { Host } from './host.js';

/** Nothing names a queue like this: no job, no run, no worker of this configuration. */
class QueueNotFoundError extends InfraError {
  readonly code = 'invalid_value';

  constructor(name: string, known: readonly string[]) {
    super(`there is no queue '${name}'${didYouMean(name, known)}`, {
      hint: '`infra queues list` shows the queues; a job or a submission that names one makes it',
    });
  }
}

/** @throws {QueueNotFoundError} for a name that is in neither the database, the registry nor the configuration. */
export async function requireQueue(host: Host, name: string): Promise<void> {
  const named = [...host.registry.jobs.map((job) => job.queue), ...(host.settings.worker.queues ?? [])];
  if (named.includes(name)) return;
  const known = await new QueueStore(await host.database()).names();
  if (!known.includes(name)) throw new QueueNotFoundError(name, [...known, ...named]);
}
