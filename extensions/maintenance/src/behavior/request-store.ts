import { DATABASE, inject, injectable } from '@infra/traits';
import type { ExtensionDatabase } from '@infra/traits';
import { sql } from 'kysely';
import type { MaintenanceConfiguration } from '../configuration.js';
import { CONFIGURATION } from '../configuration-token.js';
import { maintenanceTables } from '../maintenance-tables.js';
import type { SessionFigures } from './session-figures.js';

/** Which sessions to measure, and over what time. */
export interface Measurement {
  /** How far back a session's requests count. */
  readonly windowHours: number;
  /** Only sessions with a request since then; null for every session of the window. */
  readonly activeSince: Date | null;
  /** Continues after this session id; null begins. */
  readonly after: string | null;
  /** At most so many sessions. */
  readonly limit: number;
}

/** The SQL of the requests table, the host's or this extension's. */
@injectable()
export class RequestStore {
  readonly #db: ExtensionDatabase;
  readonly #requests;
  readonly #retentionDays: number;

  constructor(
    @inject(DATABASE) db: ExtensionDatabase,
    @inject(CONFIGURATION) configuration: MaintenanceConfiguration,
  ) {
    this.#db = db;
    this.#requests = maintenanceTables(configuration.tables).requests;
    this.#retentionDays = configuration.retention.requestDays;
  }

  /** Measures sessions, in the order of their ids; fewer than `limit` means these were the last. */
  async measure({ windowHours, activeSince, after, limit }: Measurement): Promise<SessionFigures[]> {
    const table = sql.table(this.#requests.table);
    const at = sql.ref(`r.${this.#requests.at}`);
    const session = sql`${sql.ref(`r.${this.#requests.sessionId}`)}::text`;
    const path = sql.ref(`r.${this.#requests.path}`);
    const status = sql.ref(`r.${this.#requests.status}`);
    const window = sql`${at} > infra_now() - ${windowHours}::float8 * interval '1 hour' and ${at} <= infra_now()`;
    const { rows } = await sql<SessionFigures>`
      with active as materialized (
        select distinct ${session} as session_id from ${table} as r
        where ${window} and ${at} >= coalesce(${activeSince}::timestamptz, '-infinity') and ${session} > ${after ?? ''}
        order by 1 limit ${limit}
      ), timed as (
        select active.session_id, ${at} as at, ${path} as path, ${status}::integer as status,
          extract(epoch from ${at} - lag(${at}) over requests)::float8 as gap,
          count(*) over (requests range between interval '60 seconds' preceding and current row) as in_minute
        from active join ${table} as r on ${session} = active.session_id
        where ${window}
        window requests as (partition by active.session_id order by ${at})
      )
      select session_id as "sessionId", count(*)::integer as "requests",
        min(at) as "firstRequestAt", max(at) as "lastRequestAt", max(in_minute)::integer as "peakPerMinute",
        count(*) filter (where gap <= 1800)::integer as "gaps",
        avg(gap) filter (where gap <= 1800) as "gapMean",
        stddev_pop(gap) filter (where gap <= 1800) as "gapDeviation",
        count(*) filter (where status between 400 and 499)::integer as "clientErrors",
        count(distinct path)::integer as "distinctPaths"
      from timed group by session_id order by session_id
    `.execute(this.#db);
    return rows;
  }

  /** How many recorded requests are past their retention; 0 in a table of the host. */
  async countExpired(): Promise<number> {
    if (!this.#requests.own) return 0;
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from maintenance_requests where ${this.#expired()}
    `.execute(this.#db);
    return rows[0]?.count ?? 0;
  }

  /** Deletes at most `limit` of them, oldest first, and returns how many it did. */
  async deleteExpired(limit: number): Promise<number> {
    if (!this.#requests.own) return 0;
    const deleted = await sql`
      with doomed as materialized (
        select id from maintenance_requests where ${this.#expired()} order by at limit ${limit} for update skip locked
      )
      delete from maintenance_requests as r using doomed where r.id = doomed.id
    `.execute(this.#db);
    return Number(deleted.numAffectedRows ?? 0);
  }

  #expired() {
    return sql`at < infra_now() - ${this.#retentionDays}::float8 * interval '1 day'`;
  }
}
