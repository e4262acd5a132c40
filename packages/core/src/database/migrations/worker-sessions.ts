import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Which of the server's processes a worker reports through: when that one is gone, its worker most likely is too. */
export const workerSessions: Migration = { up };

const statements = [`alter table workers add column heartbeat_pid integer`];
