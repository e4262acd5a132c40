import type { Database } from '../database/database.js';
import { JobStore } from '../jobs/job-store.js';
import type { Host } from './host.js';

/**
 * Refuses a name that neither the registry nor the history knows: a job that the code no longer has keeps its history.
 * @throws {JobNotFoundError}
 */
export async function requireKnownJob(host: Host, database: Database, name: string): Promise<void> {
  if (host.registry.find(name) !== undefined) return;
  if ((await new JobStore(database).read(name)) === null) host.registry.require(name);
}
