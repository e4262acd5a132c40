import { DATABASE, inject, injectable } from '@infra/traits';
import type { ExtensionDatabase } from '@infra/traits';
import { type RawBuilder, sql } from 'kysely';
import type { MaintenanceConfiguration } from '../configuration.js';
import { CONFIGURATION } from '../configuration-token.js';
import { maintenanceTables } from '../maintenance-tables.js';
import type { MaintenanceTables } from '../maintenance-tables.js';

/** The SQL of the contexts table, the host's or this extension's. */
@injectable()
export class ContextStore {
  readonly #db: ExtensionDatabase;
  readonly #tables: MaintenanceTables;

  constructor(
    @inject(DATABASE) db: ExtensionDatabase,
    @inject(CONFIGURATION) configuration: MaintenanceConfiguration,
  ) {
    this.#db = db;
    this.#tables = maintenanceTables(configuration.tables);
  }

  /** Whether it is known what could hold a context; without that none may be taken for empty. */
  get knowsHolders(): boolean {
    return this.#tables.contexts.holders.length > 0;
  }

  /** How many contexts hold nothing and were last used more than so many hours ago. */
  countEmpty(hours: number): Promise<number> {
    return this.#count(this.#empty(hours));
  }

  /** Deletes at most `limit` of them and returns how many it did; one that is being written is left out. */
  deleteEmpty(hours: number, limit: number): Promise<number> {
    return this.#delete(this.#empty(hours), limit);
  }

  /** How many of this extension's contexts hold nothing and belong to a session that is gone. */
  countOrphans(): Promise<number> {
    return this.#count(this.#orphaned());
  }

  /** Deletes at most `limit` of them and returns how many it did. */
  deleteOrphans(limit: number): Promise<number> {
    return this.#delete(this.#orphaned(), limit);
  }

  async #count(condition: RawBuilder<unknown>): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from ${sql.table(this.#tables.contexts.table)} as c where ${condition}
    `.execute(this.#db);
    return rows[0]?.count ?? 0;
  }

  async #delete(condition: RawBuilder<unknown>, limit: number): Promise<number> {
    const { table, id } = this.#tables.contexts;
    const deleted = await sql`
      with doomed as materialized (
        select ${sql.ref(`c.${id}`)} as id from ${sql.table(table)} as c where ${condition}
        limit ${limit} for update of c skip locked
      )
      delete from ${sql.table(table)} as c using doomed where ${sql.ref(`c.${id}`)} = doomed.id
    `.execute(this.#db);
    return Number(deleted.numAffectedRows ?? 0);
  }

  // A request that is recorded touches its context's row. So a context that comes into use while this runs is either
  // locked, and skipped, or found changed, and looked at again.
  #empty(hours: number) {
    if (!this.knowsHolders) return sql`false`;
    const { id, lastUsedAt, holders } = this.#tables.contexts;
    const holdsNothing = holders.map(
      ({ table, column }) => sql`not exists (
        select from ${sql.table(table)} as holder where ${sql.ref(`holder.${column}`)} = ${sql.ref(`c.${id}`)}
      )`,
    );
    return sql`${sql.ref(`c.${lastUsedAt}`)} < infra_now() - ${hours}::float8 * interval '1 hour'
      and ${sql.join(holdsNothing, sql` and `)}`;
  }

  // Of the host's contexts this extension does not know the session. An hour of grace: a session and its context may
  // be written by two statements.
  #orphaned() {
    const { contexts, sessions } = this.#tables;
    if (!contexts.own) return sql`false`;
    return sql`${this.#empty(1)} and not exists (
      select from ${sql.table(sessions.table)} as s where ${sql.ref(`s.${sessions.id}`)}::text = c.session_id
    )`;
  }
}
