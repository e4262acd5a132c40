import { DATABASE, inject, injectable } from '@infra/traits';
import type { ExtensionDatabase } from '@infra/traits';
import { sql } from 'kysely';
import type { MaintenanceConfiguration } from '../configuration.js';
import { CONFIGURATION } from '../configuration-token.js';
import { maintenanceTables } from '../maintenance-tables.js';
import type { SessionFigures } from './session-figures.js';

// 30 minutes in seconds, as web statistics end a visit: a longer gap is a break, not a rhythm.
const longestGap = 1800;

/** The SQL of the requests table, the host's or this extension's. */
@injectable()
export class RequestStore {
  readonly #db: ExtensionDatabase;
  readonly #requests;
  /** In milliseconds. */
  readonly #retention: number;

  constructor(
    @inject(DATABASE) db: ExtensionDatabase,
    @inject(CONFIGURATION) configuration: MaintenanceConfiguration,
  ) {
    this.#db = db;
    this.#requests = maintenanceTables(configuration.tables).requests;
    this.#retention = configuration.retention.requests;
  }

  /**
   * The ids of the sessions with a request in the last `windowHours`, sorted.
   * @param since only those with a request from then on; null for all of the window.
   */
  async activeSessions(windowHours: number, since: Date | null): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select distinct ${this.#column('sessionId')}::text as id from ${sql.table(this.#requests.table)} as r
      where ${this.#within(windowHours)} and ${this.#column('at')} >= coalesce(${since}::timestamptz, '-infinity')
      order by id
    `.execute(this.#db);
    return rows.map((row) => row.id);
  }

  /** Measures the requests of these sessions in the last `windowHours`, in the order of their ids. */
  async measure(sessionIds: readonly string[], windowHours: number): Promise<SessionFigures[]> {
    // The ids go without a cast: they take the type of the column, be it text, uuid or a number, and so its index.
    const { rows } = await sql<SessionFigures>`
      with timed as (
        select ${this.#column('sessionId')}::text as session_id, ${this.#column('at')} as at,
          ${this.#column('path')} as path, ${this.#column('status')}::integer as status,
          extract(epoch from ${this.#column('at')} - lag(${this.#column('at')}) over requests)::float8 as gap,
          count(*) over (requests range between interval '60 seconds' preceding and current row) as in_minute
        from ${sql.table(this.#requests.table)} as r
        where ${this.#column('sessionId')} = any(${sessionIds}) and ${this.#within(windowHours)}
        window requests as (partition by ${this.#column('sessionId')} order by ${this.#column('at')})
      )
      select session_id as "sessionId", count(*)::integer as "requests",
        min(at) as "firstRequestAt", max(at) as "lastRequestAt", max(in_minute)::integer as "peakPerMinute",
        count(*) filter (where gap <= ${longestGap})::integer as "gaps",
        avg(gap) filter (where gap <= ${longestGap}) as "gapMean",
        stddev_pop(gap) filter (where gap <= ${longestGap}) as "gapDeviation",
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

  #column(name: 'sessionId' | 'path' | 'status' | 'at') {
    return sql.ref(`r.${this.#requests[name]}`);
  }

  #within(hours: number) {
    const at = this.#column('at');
    return sql`${at} > infra_now() - ${hours}::float8 * interval '1 hour' and ${at} <= infra_now()`;
  }

  #expired() {
    return sql`at < infra_now() - ${this.#retention}::float8 * interval '1 millisecond'`;
  }
}
