import { createHash } from 'node:crypto';
import type { ExtensionDatabase } from '@infra/traits';
import type { Migration } from 'kysely/migration';
import { corePackage } from './core-schema.js';
import type { Database, Statement } from './database.js';
import { type KnownVersions, missingMigrations, readSchemaVersions } from './schema-version.js';

type Migrations = Readonly<Record<string, Migration>>;

/** The migrations of one extension, by name. */
export interface ExtensionMigrations {
  readonly name: string;
  readonly migrations: Migrations;
}

/** What one migration run applied. */
export interface AppliedMigration {
  readonly package: string;
  readonly migration: string;
}

const record: Statement = {
  name: 'record_schema_version',
  text: `insert into infra_schema (package, version, works_with) values ($1, $2, $3)
         on conflict (package) do update set version = excluded.version, works_with = excluded.works_with
         where infra_schema.version < excluded.version`,
};

/**
 * Brings the schema up to what this program knows: core first, then the extensions in the given order (their
 * `dependsOn`). Each package's migrations are one transaction; several processes may call it at once.
 * @returns what was applied now, in order; empty when there was nothing to do.
 * @throws {SchemaTooNewError} before anything is touched.
 */
export async function migrate(
  database: Database,
  extensions: readonly ExtensionMigrations[],
): Promise<AppliedMigration[]> {
  const { coreMigrations } = await import('./migrations/index.js');
  const known: KnownVersions = new Map([
    [corePackage, coreMigrations.length],
    ...extensions.map((extension) => [extension.name, Object.keys(extension.migrations).length] as const),
  ]);
  const behind = await packagesBehind(database, known);
  if (behind.size === 0) return [];

  const kysely = database.kysely();
  const applied: AppliedMigration[] = [];
  // A package that a newer program has migrated further is left alone: Kysely would call it corrupted.
  const bring = async (name: string, migrations: Migrations, worksWith: number) => {
    if (!behind.has(name)) return;
    try {
      applied.push(...(await migratePackage(kysely, name, migrations)));
    } catch (error) {
      // A newer program came first and finished while this one waited for the lock.
      if (!(await packagesBehind(database, known)).has(name)) return;
      throw error;
    }
    await database.query(record, [name, Object.keys(migrations).length, worksWith]);
  };

  const core = Object.fromEntries(coreMigrations.map(({ name, migration }) => [name, migration]));
  await bring(corePackage, core, coreMigrations.at(-1)?.worksWith ?? 1);
  // An extension's migrations are additive by contract: any program that knows some of them still works.
  for (const { name, migrations } of extensions) await bring(name, migrations, 1);
  return applied;
}

async function packagesBehind(database: Database, known: KnownVersions): Promise<Set<string>> {
  const missing = missingMigrations(await readSchemaVersions(database), known);
  return new Set(missing.map((each) => each.package));
}

async function migratePackage(
  kysely: ExtensionDatabase,
  name: string,
  migrations: Migrations,
): Promise<AppliedMigration[]> {
  const { Migrator } = await import('kysely/migration');
  const table = `infra_migrations_${shortened(name)}`;
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
  return (results ?? []).map((result) => ({ package: name, migration: result.migrationName }));
}

// PostgreSQL cuts names at 63 bytes, and two that are cut alike would be one table.
function shortened(name: string): string {
  if (name.length <= 40) return name;
  return `${name.slice(0, 31)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
