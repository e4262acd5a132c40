import type { Database } from '../database/database.js';

/** Stops the clock of a test's database at a moment: every statement of ours takes it to be just then. */
export async function freezeDatabaseClock(database: Database, moment: Date): Promise<void> {
  const body = `select timestamptz '${moment.toISOString()}'`;
  await database.query({
    name: `freeze_clock_${moment.getTime()}`,
    text: `create or replace function infra_now() returns timestamptz language sql stable parallel safe as $$${body}$$`,
  });
}
