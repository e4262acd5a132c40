import type { Artifact } from '../artifacts/artifact.js';
import type { DatabaseStatus } from '../artifacts/database-status.js';
import { corePackage, coreSchemaVersion } from '../database/core-schema.js';
import { Database, type Statement } from '../database/database.js';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import { databaseNameOf } from '../database/embedded/database-name.js';
import { embeddedConnection } from '../database/embedded/embedded-connection.js';
import { embeddedStatus, type EmbeddedStatus } from '../database/embedded/embedded-status.js';
import { stateDirectory } from '../database/embedded/state-directory.js';
import { readSchemaVersions, type SchemaVersion } from '../database/schema-version.js';
import type { Host } from './host.js';

const facts: Statement = {
  name: 'database_facts',
  text: `select current_setting('server_version') as version, pg_database_size(current_database())::float8 as size`,
};

/** Where the database is and how it does; starts nothing and migrates nothing. */
export async function databaseStatus(host: Host): Promise<Artifact<DatabaseStatus>> {
  const embedded = host.databaseUrl === null ? await embeddedStatus(stateDirectory()) : null;
  const database =
    embedded === null ? (await host.connect()).database : embeddedAsItIs(host, embedded.running);
  const seen = database === null ? null : await look(database);
  const schema = schemaOf(host, seen?.versions ?? []);
  if (database !== null && embedded !== null) await database.close();
  return {
    data: {
      kind: embedded === null ? 'configured' : 'embedded',
      where: database?.where ?? embedded?.directory ?? '',
      running: seen !== null || (embedded?.running ?? false),
      version: seen?.version ?? embedded?.version ?? null,
      size_bytes: seen?.size ?? null,
      migrated: seen === null ? null : schema.every(({ applied, known }) => applied >= known),
      schema,
      embedded: embedded === null ? null : filesOf(embedded),
    },
    artifact_type: 'presentation_card',
    title: 'Database',
  };
}

function schemaOf(host: Host, versions: readonly SchemaVersion[]): DatabaseStatus['schema'] {
  const known: (readonly [string, number])[] = [
    [corePackage, coreSchemaVersion],
    ...host.registry.extensions.map(({ name, migrations }) => [name, migrations.length] as const),
  ];
  return known.map(([name, count]) => ({
    package: name,
    applied: versions.find((version) => version.package === name)?.version ?? 0,
    known: count,
  }));
}

function filesOf(status: EmbeddedStatus): DatabaseStatus['embedded'] {
  const { directory, pid, size_bytes: cluster_size_bytes, log } = status;
  return { directory, pid, cluster_size_bytes, log };
}

// The ordinary way in would start the server, and a status must not.
function embeddedAsItIs(host: Host, running: boolean): Database | null {
  const place = { stateDirectory: stateDirectory(), database: databaseNameOf(host.directory) };
  const settings = running ? embeddedConnection(place) : null;
  if (settings === null) return null;
  return new Database(settings, {
    preparedStatements: true,
    poolSize: 1,
    applicationName: 'infra db status',
  });
}

async function look(database: Database) {
  try {
    const [row] = await database.query<{ version: string; size: number }>(facts);
    if (row === undefined) return null;
    return { ...row, versions: await readSchemaVersions(database) };
  } catch (error) {
    // An embedded server that runs without this host's database yet, or a configured one that is away: both are a status.
    if (error instanceof DatabaseUnreachableError) return null;
    throw error;
  }
}
