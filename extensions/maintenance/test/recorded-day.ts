import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { ExtensionDatabase } from '@infra/traits';

/** The fixture as text. */
export const recordedDayFile = readFileSync(new URL('recorded-day.csv', import.meta.url), 'utf8');

/** Puts the recorded day into the requests table, beginning at `midnight`. */
export async function loadRecordedDay(db: ExtensionDatabase, midnight: Date): Promise<void> {
  const requests = recordedDayFile
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([at, session_id, path, status, duration_ms]) => ({
      at: Number(at),
      session_id,
      path,
      status,
      duration_ms,
    }));
  await sql`
    insert into maintenance_requests (session_id, path, status, duration_ms, at)
    select session_id, path, status, duration_ms, ${midnight}::timestamptz + at * interval '1 millisecond'
    from json_to_recordset(${JSON.stringify(requests)}::json)
      as request (at bigint, session_id text, path text, status smallint, duration_ms float8)
  `.execute(db);
}
