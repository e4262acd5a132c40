import type { Session, Statement } from './database.js';
import { SchemaTooNewError } from './database-errors.js';

/** What one package (core, or an extension by its name) has migrated, and the oldest program that may work with it. */
export interface SchemaVersion {
  readonly package: string;
  /** Migrations applied. */
  readonly version: number;
  /** A program works with the schema when it knows at least this many migrations. */
  readonly worksWith: number;
}

const read: Statement = {
  name: 'schema_versions',
  text: `select package, version, works_with as "worksWith" from infra_schema`,
};

const undefinedTable = '42P01';

/** Empty when the database was never migrated. */
export async function readSchemaVersions(session: Session): Promise<SchemaVersion[]> {
  try {
    return await session.query<SchemaVersion>(read);
  } catch (error) {
    if ((error as { code?: string }).code === undefinedTable) return [];
    throw error;
  }
}

/** What a program needs: for each package, how many migrations it knows. */
export type KnownVersions = ReadonlyMap<string, number>;

/**
 * Compares what is there with what a program knows; names the packages that lack migrations.
 * @throws {SchemaTooNewError} when a newer program has closed the schema to this one.
 */
export function missingMigrations(
  versions: readonly SchemaVersion[],
  known: KnownVersions,
): { package: string; has: number; needs: number }[] {
  const present = new Map(versions.map((version) => [version.package, version]));
  const missing: { package: string; has: number; needs: number }[] = [];
  for (const [name, program] of known) {
    const there = present.get(name);
    if (there !== undefined && there.worksWith > program)
      throw new SchemaTooNewError(name, program, there.worksWith);
    const has = there?.version ?? 0;
    if (has < program) missing.push({ package: name, has, needs: program });
  }
  return missing;
}
