import type { ExtensionDatabase } from '@infra/traits';
import { type RawBuilder, sql } from 'kysely';
import type { MaintenanceTables } from '../maintenance-tables.js';
import type { Activity } from './activity.js';

/** Writes recorded activities into those of the three tables that are this extension's own. */
export class ActivityStore {
  readonly #db: ExtensionDatabase;
  readonly #tables: MaintenanceTables;

  constructor(db: ExtensionDatabase, tables: MaintenanceTables) {
    this.#db = db;
    this.#tables = tables;
  }

  /** Writes all of them or, when it throws, none; one statement. */
  async write(activities: readonly Activity[]): Promise<void> {
    const { sessions, contexts, requests } = this.#tables;
    const writes = [
      ...(sessions.own ? [sql`sessions as (${touchSessions})`] : []),
      ...(contexts.own ? [sql`contexts as (${touchContexts})`] : []),
      ...(requests.own ? [sql`requests as (${insertRequests})`] : []),
    ];
    if (writes.length === 0 || activities.length === 0) return;
    await sql`with ${sql.join([activityRows(activities), ...writes])} select`.execute(this.#db);
  }
}

function activityRows(activities: readonly Activity[]): RawBuilder<unknown> {
  const rows = activities.map(({ sessionId, contextId, request, endsSession, moment }) => ({
    session_id: sessionId,
    context_id: contextId,
    path: request?.path ?? null,
    status: request?.status ?? null,
    duration_ms: request?.durationMs ?? null,
    ends_session: endsSession,
    at: 'at' in moment ? moment.at : null,
    milliseconds_ago: 'millisecondsAgo' in moment ? moment.millisecondsAgo : null,
  }));
  return sql`activity as materialized (
    select session_id, context_id, path, status, duration_ms, ends_session,
      coalesce(at, infra_now() - milliseconds_ago * interval '1 millisecond') as at
    from json_to_recordset(${JSON.stringify(rows)}::json) as given (
      session_id text, context_id text, path text, status smallint, duration_ms float8, ends_session boolean,
      at timestamptz, milliseconds_ago float8
    )
  )`;
}

// Sorted by id, here and below: two recorders that touch the same rows take their locks in the same order.
const touchSessions = sql`
  insert into maintenance_sessions as s (id, started_at, last_seen_at, ended_at)
  select session_id, min(at), max(at), max(at) filter (where ends_session)
  from activity group by session_id order by session_id
  on conflict (id) do update set
    started_at = least(s.started_at, excluded.started_at),
    last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at),
    ended_at = coalesce(excluded.ended_at, s.ended_at)`;

const touchContexts = sql`
  insert into maintenance_contexts as c (id, session_id, created_at, last_used_at)
  select context_id, min(session_id), min(at), max(at)
  from activity where context_id is not null group by context_id order by context_id
  on conflict (id) do update set
    created_at = least(c.created_at, excluded.created_at),
    last_used_at = greatest(c.last_used_at, excluded.last_used_at)`;

const insertRequests = sql`
  insert into maintenance_requests (session_id, context_id, path, status, duration_ms, at)
  select session_id, context_id, path, status, duration_ms, at
  from activity where path is not null`;
