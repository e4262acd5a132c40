import type { Artifact } from '../artifacts/artifact.js';
import type { DatabaseStatus } from '../artifacts/database-status.js';
import { corePackage, coreSchemaVersion } from '../database/core-schema.js';
import type { Database, Statement } from '../database/database.js';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import { readSchemaVersions, type SchemaVersion } from '../database/schema-version.js';
import { type ExistingDatabase, withExistingDatabase } from './existing-database.js';
import type { Host } from './host.js';

const facts: Statement = {
  name: 'database_facts',
  text: `select current_setting('server_version') as version, pg_database_size(current_database())::float8 as size`,
};

/** Where the database is and how it does; starts nothing and migrates nothing. */
export async function databaseStatus(host: Host): Promise<Artifact<DatabaseStatus>> {
  const data = await withExistingDatabase(host, 'infra db status', (existing) =>
    existing.kind === 'embedded' ? ofEmbedded(host, existing) : ofConfigured(host, existing.database),
  );
  return { data, artifact_type: 'presentation_card', title: 'Database' };
}

async function ofConfigured(host: Host, database: Database): Promise<DatabaseStatus> {
  const seen = await look(database);
  return {
    kind: 'configured',
    where: database.where,
    running: seen !== null,
    ...schemaSeen(host, seen),
    embedded: null,
  };
}

async function ofEmbedded(
  host: Host,
  { database, status }: Extract<ExistingDatabase, { kind: 'embedded' }>,
): Promise<DatabaseStatus> {
  const { running, directory, pid, size_bytes: cluster_size_bytes, log } = status;
  const seen = database && (await look(database));
  const schema = schemaSeen(host, seen);
  return {
    kind: 'embedded',
    where: database?.where ?? directory,
    running,
    ...schema,
    version: schema.version ?? status.version,
    embedded: { directory, pid, cluster_size_bytes, log },
  };
}

interface Seen {
  readonly version: string;
  readonly size: number;
  readonly versions: readonly SchemaVersion[];
}

async function look(database: Database): Promise<Seen | null> {
  try {
    const [row] = await database.query<{ version: string; size: number }>(facts);
    return row === undefined ? null : { ...row, versions: await readSchemaVersions(database) };
  } catch (error) {
    // An embedded server without this host's database yet, or a configured one that is away: both are a status.
    if (error instanceof DatabaseUnreachableError) return null;
    throw error;
  }
}

function schemaSeen(
  host: Host,
  seen: Seen | null,
): Pick<DatabaseStatus, 'version' | 'size_bytes' | 'migrated' | 'schema'> {
  const known: (readonly [string, number])[] = [
    [corePackage, coreSchemaVersion],
    ...host.registry.extensions.map(({ name, migrations }) => [name, migrations.length] as const),
  ];
  const schema = known.map(([name, count]) => ({
    package: name,
    applied: seen?.versions.find((version) => version.package === name)?.version ?? 0,
    known: count,
  }));
  return {
    version: seen?.version ?? null,
    size_bytes: seen?.size ?? null,
    migrated: seen && schema.every(({ applied, known: needed }) => applied >= needed),
    schema,
  };
}
