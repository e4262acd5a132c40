import { DATABASE, inject, injectable } from '@infra/traits';
import type { ExtensionDatabase } from '@infra/traits';
import { sql } from 'kysely';
import type { MaintenanceConfiguration } from '../configuration.js';
import { CONFIGURATION } from '../configuration-token.js';
import { maintenanceTables } from '../maintenance-tables.js';

/** The SQL of the sessions table, the host's or this extension's. */
@injectable()
export class SessionStore {
  readonly #db: ExtensionDatabase;
  readonly #sessions;

  constructor(
    @inject(DATABASE) db: ExtensionDatabase,
    @inject(CONFIGURATION) configuration: MaintenanceConfiguration,
  ) {
    this.#db = db;
    this.#sessions = maintenanceTables(configuration.tables).sessions;
  }

  /** How many sessions were last seen more than so many hours ago. */
  async countInactive(hours: number): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from ${sql.table(this.#sessions.table)} as s where ${this.#inactive(hours)}
    `.execute(this.#db);
    return rows[0]?.count ?? 0;
  }

  /**
   * Deletes at most `limit` of them, longest unseen first.
   * @returns how many it deleted; a session that is being written at the moment is left out, for it is not inactive.
   */
  async deleteInactive(hours: number, limit: number): Promise<number> {
    const { table, id, lastSeenAt } = this.#sessions;
    const deleted = await sql`
      with doomed as materialized (
        select ${sql.ref(`s.${id}`)} as id from ${sql.table(table)} as s where ${this.#inactive(hours)}
        order by ${sql.ref(`s.${lastSeenAt}`)} limit ${limit} for update skip locked
      )
      delete from ${sql.table(table)} as s using doomed where ${sql.ref(`s.${id}`)} = doomed.id
    `.execute(this.#db);
    return Number(deleted.numAffectedRows ?? 0);
  }

  #inactive(hours: number) {
    return sql`${sql.ref(`s.${this.#sessions.lastSeenAt}`)} < infra_now() - ${hours}::float8 * interval '1 hour'`;
  }
}
