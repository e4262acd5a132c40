import type { Database } from '../database/database.js';

interface Table {
  readonly name: string;
  /** Its rows as JSON, or null where there are none. */
  readonly rows: string | null;
}

// What it costs to copy the template once more is a hundred times as much as to delete what a test has written.
/** The tables of a test's database as they were, to be made so again. */
export class TestTables {
  readonly #database: Database;
  readonly #tables: readonly Table[];
  readonly #clock: string;

  static async of(database: Database): Promise<TestTables> {
    const names = await namesOfTables(database);
    const tables: Table[] = [];
    for (const name of names) {
      const text = `select jsonb_agg(t)::text as rows from ${name} t`;
      const [row] = await database.query<Pick<Table, 'rows'>>({ name: '', text });
      tables.push({ name, rows: row?.rows ?? null });
    }
    return new TestTables(database, tables, await clockOf(database));
  }

  private constructor(database: Database, tables: readonly Table[], clock: string) {
    this.#database = database;
    this.#tables = tables;
    this.#clock = clock;
  }

  /** Deletes what was written, drops what was made, and sets ids and the clock back. */
  async reset(): Promise<void> {
    if ((await clockOf(this.#database)) !== this.#clock)
      await this.#database.query({ name: '', text: this.#clock });
    const known = new Set(this.#tables.map(({ name }) => name));
    const strange = (await namesOfTables(this.#database)).filter((name) => !known.has(name));
    const statements = [
      // Neither the order of the tables nor their triggers matter then.
      `set local session_replication_role = 'replica'`,
      ...strange.map((name) => `drop table ${name} cascade`),
      ...this.#tables.map(({ name }) => `delete from ${name}`),
      `select setval(c.oid, 1, false) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'S' and n.nspname = 'public'`,
    ];
    await this.#database.transaction(async (session) => {
      await session.query({ name: '', text: statements.join(';') });
      for (const { name, rows } of this.#tables) {
        if (rows === null) continue;
        const text = `insert into ${name} overriding system value select * from jsonb_populate_recordset(null::${name}, $1)`;
        await session.query({ name: '', text }, [rows]);
      }
    });
  }
}

async function namesOfTables(database: Database): Promise<string[]> {
  const text = `select oid::regclass::text as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`;
  return (await database.query<{ name: string }>({ name: '', text })).map(({ name }) => name);
}

async function clockOf(database: Database): Promise<string> {
  const text = `select pg_get_functiondef('infra_now'::regproc) as definition`;
  const [row] = await database.query<{ definition: string }>({ name: '', text });
  if (row === undefined) throw new Error('the database has no clock');
  return row.definition;
}
