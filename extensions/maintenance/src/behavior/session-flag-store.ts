import { DATABASE, inject, injectable } from '@infra/traits';
import type { ExtensionDatabase } from '@infra/traits';
import { sql } from 'kysely';
import type { MaintenanceConfiguration } from '../configuration.js';
import { CONFIGURATION } from '../configuration-token.js';
import { maintenanceTables } from '../maintenance-tables.js';
import type { MaintenanceTables } from '../maintenance-tables.js';
import type { Judgement } from './judge-session.js';
import type { SessionFigures } from './session-figures.js';

/** An abnormal session and why it is one. */
export interface AbnormalSession {
  readonly session: SessionFigures;
  readonly judgement: Judgement;
}

/** The SQL of `maintenance_session_flags`. */
@injectable()
export class SessionFlagStore {
  readonly #db: ExtensionDatabase;
  readonly #tables: MaintenanceTables;

  constructor(
    @inject(DATABASE) db: ExtensionDatabase,
    @inject(CONFIGURATION) configuration: MaintenanceConfiguration,
  ) {
    this.#db = db;
    this.#tables = maintenanceTables(configuration.tables);
  }

  /** Of these sessions the ids of those that carry a flag. */
  async flagged(sessionIds: readonly string[]): Promise<Set<string>> {
    const { rows } = await sql<{ session_id: string }>`
      select session_id from maintenance_session_flags where session_id = any(${sessionIds}::text[])
    `.execute(this.#db);
    return new Set(rows.map((row) => row.session_id));
  }

  /**
   * Flags sessions. A session has one flag, and it keeps the highest score that was ever found with its reasons: the
   * same findings written twice, or in another order, leave the same rows.
   * @returns the ids of the sessions that had no flag before.
   */
  async flag(found: readonly AbnormalSession[]): Promise<Set<string>> {
    const flags = found.map(({ session, judgement }) => ({
      session_id: session.sessionId,
      score: judgement.score,
      reasons: judgement.reasons,
      requests: session.requests,
      first_request_at: session.firstRequestAt,
      last_request_at: session.lastRequestAt,
    }));
    const { rows } = await sql<{ session_id: string; inserted: boolean }>`
      insert into maintenance_session_flags as flag
        (session_id, score, reasons, requests, first_request_at, last_request_at, flagged_at, updated_at)
      select session_id, score, reasons, requests, first_request_at, last_request_at, infra_now(), infra_now()
      from jsonb_to_recordset(${JSON.stringify(flags)}::jsonb) as found (
        session_id text, score integer, reasons jsonb, requests integer,
        first_request_at timestamptz, last_request_at timestamptz
      )
      order by session_id
      on conflict (session_id) do update set
        score = excluded.score, reasons = excluded.reasons, requests = excluded.requests,
        first_request_at = excluded.first_request_at, last_request_at = excluded.last_request_at,
        updated_at = excluded.updated_at
      where flag.score < excluded.score
      returning session_id, xmax = 0 as inserted
    `.execute(this.#db);
    return new Set(rows.filter((row) => row.inserted).map((row) => row.session_id));
  }

  /** How many flags are orphans: of their session there is neither a row nor a request left. */
  async countOrphans(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from maintenance_session_flags as flag where ${this.#orphaned()}
    `.execute(this.#db);
    return rows[0]?.count ?? 0;
  }

  /** Deletes at most `limit` of them and returns how many it did. */
  async deleteOrphans(limit: number): Promise<number> {
    const deleted = await sql`
      with doomed as materialized (
        select session_id from maintenance_session_flags as flag where ${this.#orphaned()}
        limit ${limit} for update of flag skip locked
      )
      delete from maintenance_session_flags as flag using doomed where flag.session_id = doomed.session_id
    `.execute(this.#db);
    return Number(deleted.numAffectedRows ?? 0);
  }

  #orphaned() {
    const { sessions, requests } = this.#tables;
    return sql`
      not exists (
        select from ${sql.table(sessions.table)} as s where ${sql.ref(`s.${sessions.id}`)}::text = flag.session_id
      ) and not exists (
        select from ${sql.table(requests.table)} as r where ${sql.ref(`r.${requests.sessionId}`)}::text = flag.session_id
      )`;
  }
}
