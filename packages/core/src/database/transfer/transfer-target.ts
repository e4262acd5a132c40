import type { ClientBase } from 'pg';
import type { ConnectionSettings } from '../connection-settings.js';
import { filledTables, readTables } from './catalog.js';
import { TargetNotEmptyError } from './transfer-errors.js';
import { withTransferSession } from './transfer-session.js';

/** What migrations and the first sync write by themselves: rows that say nothing of anybody's work. */
const writtenBySync = new Set([
  'scheduled_jobs',
  'job_schedules',
  'job_limits',
  'job_followers',
  'queues',
  'skipped_occurrences',
]);

/**
 * Refuses a database in which somebody has something, before anything of it is touched.
 * @param hint the way out.
 * @throws {TargetNotEmptyError}
 */
export async function assertEmpty(connection: ConnectionSettings, hint: string): Promise<void> {
  const filled = await withTransferSession(connection, 'read', async (client) => {
    const names = (await readTables(client)).map(({ name }) => name);
    return filledTables(
      client,
      names.filter((name) => !writtenBySync.has(name)),
    );
  });
  if (filled.length > 0) throw new TargetNotEmptyError(whereIs(connection), filled, hint);
}

/**
 * Locks the tables of work and refuses the database when it has been put to work meanwhile.
 * @throws {TargetNotEmptyError}
 */
export async function assertUnused(client: ClientBase, connection: ConnectionSettings): Promise<void> {
  const names = ['workers', 'job_runs'];
  await client.query(`lock table ${names.join(', ')} in access exclusive mode`);
  const filled = await filledTables(client, names);
  if (filled.length === 0) return;
  throw new TargetNotEmptyError(
    whereIs(connection),
    filled,
    'stop whoever works with it, and use an empty one',
  );
}

function whereIs({ database, host, port }: ConnectionSettings): string {
  return `'${database}' at ${host}:${port}`;
}
