import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../testing/index.js';
import { outputOf, sourceProcess } from '../testing/source-process.js';
import { corePackage, coreSchemaVersion } from './core-schema.js';
import type { Database } from './database.js';
import { DatabaseNotMigratedError, SchemaTooNewError } from './database-errors.js';
import { type ExtensionMigrations, migrate } from './migrate.js';
import { coreMigrations } from './migrations/index.js';
import { assertSchema } from './open-database.js';
import { readSchemaVersions } from './schema-version.js';

let test: TestDatabase;
let database: Database;

beforeEach(async () => {
  test = await createTestDatabase({ template: 'template0' });
  database = openTestDatabase(test.connection);
});

afterEach(async () => {
  await database.close();
  await test.drop();
});

function creating(name: string, ...tables: string[]): ExtensionMigrations {
  const migration = (table: string) => ({
    up: async (db: Parameters<ExtensionMigrations['migrations'][string]['up']>[0]) => {
      await sql`create table ${sql.id(table)} (id int)`.execute(db);
    },
  });
  return {
    name,
    migrations: Object.fromEntries(tables.map((table, at) => [`000${at + 1}_${table}`, migration(table)])),
  };
}

describe('migrating', () => {
  it('says what it applied, and nothing the second time', async () => {
    const shop = creating('shop', 'orders');
    expect(await migrate(database, [shop])).toEqual([
      { package: 'core', migration: '0001_foundation' },
      { package: 'core', migration: '0002_durable_runs' },
      { package: 'core', migration: '0003_approvals' },
      { package: 'core', migration: '0004_checkpoints' },
      { package: 'core', migration: '0005_shell_runs' },
      { package: 'core', migration: '0006_worker_sessions' },
      { package: 'core', migration: '0007_web_access' },
      { package: 'core', migration: '0008_chain_templates' },
      { package: 'core', migration: '0009_runs_of_subject' },
      { package: 'shop', migration: '0001_orders' },
    ]);
    expect(await migrate(database, [shop])).toEqual([]);
    await assertSchema(database, new Map([['shop', 1]]));
  });

  it('is done once when two processes do it at the same time', async () => {
    const program = `
      const { openTestDatabase } = await load('testing/test-schema.ts');
      const { migrate } = await load('database/migrate.ts');
      const database = openTestDatabase(args);
      console.log((await migrate(database, [])).length);
      await database.close();`;
    const both = [1, 2].map(() => outputOf(sourceProcess(program, test.connection)));
    const applied = (await Promise.all(both)).map(Number);
    expect(applied.reduce((sum, count) => sum + count)).toBe(coreMigrations.length);
    expect(await readSchemaVersions(database)).toMatchObject([
      { package: corePackage, version: coreSchemaVersion },
    ]);
  });

  it('keeps the records of extensions apart whose names differ in their last letters only', async () => {
    const long = 'an-extension-with-a-name-that-is-longer-than-a-table-name-may-be';
    const applied = await migrate(database, [
      creating(`${long}-1`, 'one'),
      creating(`${long}-2`, 'two'),
      creating('a-b', 'three'),
      creating('a_b', 'four'),
    ]);
    expect(applied.slice(coreSchemaVersion).map(({ migration }) => migration)).toEqual([
      '0001_one',
      '0001_two',
      '0001_three',
      '0001_four',
    ]);
  });

  it('leaves a package alone that a newer program has migrated further', async () => {
    await migrate(database, [creating('shop', 'orders', 'returns')]);
    expect(await migrate(database, [creating('shop', 'orders')])).toEqual([]);
    await assertSchema(database, new Map([['shop', 1]]));
  });

  it('takes nothing back when one of several migrations fails', async () => {
    const faulty = creating('shop', 'orders');
    const failing = { ...faulty.migrations, '0002_broken': { up: () => Promise.reject(new Error('no')) } };
    await expect(migrate(database, [{ name: 'shop', migrations: failing }])).rejects.toThrow('no');
    expect((await readSchemaVersions(database)).map((version) => version.package)).toEqual([corePackage]);
    expect(await migrate(database, [faulty])).toEqual([{ package: 'shop', migration: '0001_orders' }]);
  });
});

describe('a program that opens a database', () => {
  it('refuses one that lacks migrations, and names them', async () => {
    await expect(assertSchema(database, new Map())).rejects.toThrow(DatabaseNotMigratedError);
    await expect(assertSchema(database, new Map())).rejects.toThrow('core has 0 of');
  });

  it('works with a newer schema until that says otherwise', async () => {
    await migrate(database, []);
    const newer = (worksWith: number) =>
      database.query({
        name: `newer_${worksWith}`,
        text: `update infra_schema set version = ${coreSchemaVersion + 2}, works_with = ${worksWith}`,
      });
    await newer(coreSchemaVersion);
    await assertSchema(database, new Map());
    await newer(coreSchemaVersion + 1);
    await expect(assertSchema(database, new Map())).rejects.toThrow(SchemaTooNewError);
    await expect(migrate(database, [])).rejects.toThrow(SchemaTooNewError);
  });
});
