import type { ExtensionDatabase } from '@infra/traits';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { corePackage } from './core-schema.js';
import type { Database, Statement } from './database.js';
import { type KnownVersions, missingMigrations, readSchemaVersions } from './schema-version.js';

/** The migrations of one extension, by name. */
export interface ExtensionMigrations {
  readonly name: string;
  readonly migrations: Readonly<Record<string, Migration>>;
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
  const versions = await readSchemaVersions(database);
  const behind = new Set(missingMigrations(versions, known).map((missing) => missing.package));
  if (behind.size === 0) return [];

  const kysely = await database.kysely();
  const applied: AppliedMigration[] = [];
  // A package that a newer program has migrated further is left alone: Kysely would call it corrupted.
  if (behind.has(corePackage)) {
    const core = Object.fromEntries(coreMigrations.map(({ name, migration }) => [name, migration]));
    applied.push(...(await migratePackage(kysely, corePackage, core)));
    await database.query(record, [corePackage, coreMigrations.length, coreMigrations.at(-1)?.worksWith ?? 1]);
  }
  for (const extension of extensions.filter(({ name }) => behind.has(name))) {
    applied.push(...(await migratePackage(kysely, extension.name, extension.migrations)));
    // An extension's migrations are additive by contract: any program that knows some of them still works.
    await database.query(record, [extension.name, Object.keys(extension.migrations).length, 1]);
  }
  return applied;
}

async function migratePackage(
  kysely: ExtensionDatabase,
  name: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<AppliedMigration[]> {
  const { Migrator } = await import('kysely/migration');
  const table = `infra_migrations_${name.replaceAll('-', '_')}`;
  const migrator = new Migrator({
    db: kysely as unknown as Kysely<unknown>,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => ({ package: name, migration: result.migrationName }));
}
