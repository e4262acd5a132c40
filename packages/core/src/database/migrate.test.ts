import { createHash } from 'node:crypto';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import type { Migration } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../testing/index.js';
import { outputOf, sourceProcess } from '../testing/source-process.js';
import { corePackage, coreSchemaVersion } from './core-schema.js';
import type { Database } from './database.js';
import { DatabaseNotMigratedError, SchemaTooNewError } from './database-errors.js';
import { type ExtensionMigrations, migrate } from './migrate.js';
import { gatedPhases } from './migrations/gated-phases.js';
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

/** What a migration says to the database, as one word. */
async function digestOf(migration: Migration): Promise<string> {
  const digest = createHash('sha256');
  const db = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (all) => new PostgresIntrospector(all),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query }) => void digest.update(`${query.sql};`),
  });
  await migration.up(db);
  return digest.digest('hex').slice(0, 16);
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
      { package: 'core', migration: '0010_gated_phases' },
      { package: 'core', migration: '0011_subjects_of_jobs' },
      { package: 'core', migration: '0012_runs_of_client_and_job' },
      { package: 'core', migration: '0013_pages_of_runs' },
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

describe('a migration', () => {
  it('says for ever what it said when it was released: nobody applies it a second time', async () => {
    const said = await Promise.all(
      coreMigrations.map(async (one) => [one.name, await digestOf(one.migration)]),
    );
    expect(Object.fromEntries(said)).toEqual({
      '0001_foundation': '93bf03440574b470',
      '0002_durable_runs': '7ed8f20d22420ffb',
      '0003_approvals': '910197fec1a626f9',
      '0004_checkpoints': 'a11fdb4cd24f0a52',
      '0005_shell_runs': '193f0ac6b02b72d7',
      '0006_worker_sessions': '7ee4dda3c045d8c4',
      '0007_web_access': '63e11f0abfd4aad7',
      '0008_chain_templates': 'e35e632906ec5fdc',
      '0009_runs_of_subject': 'a50c045dff5abfc5',
      '0010_gated_phases': '1f0a8e26dbc96619',
      '0011_subjects_of_jobs': 'f79e47d2bf6a729f',
      '0012_runs_of_client_and_job': 'f042ef510b5f1ad1',
      '0013_pages_of_runs': '87fbef6e5f7c1a96',
    });
  });

  it('gives a column to a database that had it from another migration for some days', async () => {
    await migrate(database, []);
    const rows = () =>
      database.query({
        name: 'gated_column',
        text: `select column_default as value, is_nullable as empty from information_schema.columns
          where table_name = 'run_phases' and column_name = 'gated'`,
      });
    const fresh = await rows();
    await database.query({
      name: 'as_it_was',
      text: `alter table run_phases alter column gated drop default`,
    });
    await gatedPhases.up(database.kysely());
    expect(await rows()).toEqual(fresh);
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
