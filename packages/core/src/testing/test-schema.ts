import type { ConnectionSettings } from '../database/connection-settings.js';
import { Database } from '../database/database.js';
import { migrate } from '../database/migrate.js';

/** Opens a database for a test; close it before the database is dropped. */
export function openTestDatabase(connection: ConnectionSettings): Database {
  return new Database(connection, { preparedStatements: true, poolSize: 5, applicationName: 'infra test' });
}

/** Gives a database core's tables, as `infra db migrate` would. */
export async function migrateTestDatabase(connection: ConnectionSettings): Promise<void> {
  const database = openTestDatabase(connection);
  try {
    await migrate(database, []);
  } finally {
    await database.close();
  }
}

/**
 * Sets the clock of a test's database: every statement of ours then takes it to be so much later, or earlier when
 * negative. Time goes on from there.
 */
export async function offsetDatabaseClock(database: Database, milliseconds: number): Promise<void> {
  const body = `select statement_timestamp() + interval '${Math.round(milliseconds)} milliseconds'`;
  await database.query({
    name: `offset_clock_${Math.round(milliseconds)}`,
    text: `create or replace function infra_now() returns timestamptz language sql stable parallel safe as $$${body}$$`,
  });
}
