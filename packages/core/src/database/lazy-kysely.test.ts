import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../testing/index.js';
import type { Database } from './database.js';

let throwaway: TestDatabase;
let database: Database;

beforeEach(async () => {
  throwaway = await createTestDatabase();
  database = openTestDatabase(throwaway.connection);
});

afterEach(async () => {
  await database.close();
  await throwaway.drop();
});

async function connections(): Promise<number> {
  const text = `select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  const [row] = await database.query<{ count: number }>({ name: 'connections', text });
  return row?.count ?? -1;
}

test('to hand it on and to await it connects nothing', async () => {
  const db = await Promise.resolve(database.kysely());
  expect(await connections()).toBe(0);
  await sql`select 1`.execute(db);
  expect(await connections()).toBe(1);
});

test('it is Kysely to whoever uses it: queries, transactions, schemas, the class', async () => {
  const db = database.kysely().$extendTables<{ notes: { id: number } }>();
  await sql`create table notes (id int primary key)`.execute(db);
  await db
    .transaction()
    .execute((transaction) => transaction.insertInto('notes').values({ id: 1 }).execute());
  expect(await db.selectFrom('notes').selectAll().execute()).toEqual([{ id: 1 }]);
  await db.schema.dropTable('notes').execute();
  expect(database.kysely()).toBeInstanceOf(Kysely);
  expect('selectFrom' in database.kysely()).toBe(true);
  expect(database.kysely().isTransaction).toBe(false);
});
