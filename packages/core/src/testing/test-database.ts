import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import type { EmbeddedConnection } from '../database/embedded/embedded-connection.js';
import { startTestCluster } from './test-cluster.js';
import { migrateTestDatabase } from './test-schema.js';

/** The environment variable by which test processes find the run's cluster: an {@link EmbeddedConnection} as JSON. */
export const testClusterVariable = 'INFRA_TEST_CLUSTER';

/** The template that test databases are copies of unless they ask for another; the run's set-up makes it. */
export const testTemplate = 'infra_template';

/** A database for one test file, on the run's cluster or, where no set-up has started one, on a cluster of this process. */
export interface TestDatabase {
  readonly connection: EmbeddedConnection;
  /** The same as a DATABASE_URL. */
  readonly url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Makes a database as a copy of a template. Without a cluster of the whole run, this process starts one of its own, which
 * goes away by itself some seconds after the process.
 *
 * @param options.template `infra_template` by default; `template0` for an empty one
 * @throws {EmbeddedDatabaseFailedError} @throws {StateDirectoryUnusableError}
 */
export async function createTestDatabase(options: { template?: string } = {}): Promise<TestDatabase> {
  if (ownCluster !== null || !process.env[testClusterVariable]) await (ownCluster ??= shareTestCluster());
  const { create, connection, drop } = planTestDatabase(options.template);
  await create();
  return { connection, url: connectionUrl(connection), drop };
}

/** A database that is still to be made. */
interface PlannedDatabase {
  readonly connection: EmbeddedConnection;
  readonly create: () => Promise<void>;
  readonly drop: () => Promise<void>;
}

/** Chooses the name of a database on the cluster that there is. */
export function planTestDatabase(template = testTemplate): PlannedDatabase {
  const name = `test_${randomBytes(6).toString('hex')}`;
  return {
    connection: { ...clusterConnection(), database: name },
    create: () => withAdministrator((admin) => copyDatabase(admin, template, name)),
    drop: () =>
      withAdministrator(
        async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`)),
      ),
  };
}

/** File by file, which takes a fourth of the time of block by block where nothing is flushed; PostgreSQL 14 knows no other way. */
async function copyDatabase(admin: Client, template: string, name: string): Promise<void> {
  const { rows } = await admin.query<{ choice: boolean }>(
    `select current_setting('server_version_num')::int >= 150000 as choice`,
  );
  const strategy = rows[0]?.choice === true ? 'strategy file_copy' : '';
  await admin.query(`create database ${name} template ${escapeIdentifier(template)} ${strategy}`);
}

/** The cluster of a process for which no set-up has started one. */
let ownCluster: Promise<unknown> | null = null;

/**
 * Starts one throwaway cluster for all test processes that this one starts, such as vitest's: a global set-up is
 * `export { shareTestCluster as default } from '@infra/core/testing'`. Does nothing where there is one already.
 * @returns what stops it again.
 * @throws {EmbeddedDatabaseFailedError} @throws {StateDirectoryUnusableError}
 */
export async function shareTestCluster(): Promise<() => Promise<void>> {
  if (process.env[testClusterVariable]) return () => Promise.resolve();
  const cluster = await startTestCluster();
  // Inherited by the processes that run the tests.
  process.env[testClusterVariable] = JSON.stringify(cluster.connection('postgres'));
  await createTemplate(testTemplate, migrateTestDatabase);
  return async () => {
    delete process.env[testClusterVariable];
    await cluster.stop();
  };
}

/**
 * Makes a template: a database that `prepare` fills once, to be copied many times.
 *
 * @param prepare must have closed its connections when it resolves
 */
export async function createTemplate(
  name: string,
  prepare: (connection: EmbeddedConnection) => Promise<void>,
): Promise<void> {
  await withAdministrator(async (admin) => {
    const identifier = admin.escapeIdentifier(name);
    await admin.query(`create database ${identifier}`);
    await prepare({ ...clusterConnection(), database: name });
    // A template that somebody is connected to cannot be copied: nobody connects any more.
    await admin.query(`alter database ${identifier} with is_template true allow_connections false`);
  });
}

function clusterConnection(): EmbeddedConnection {
  const json = process.env[testClusterVariable];
  if (json) return JSON.parse(json) as EmbeddedConnection;
  throw new Error(`There is no test cluster: ${testClusterVariable} is not set`);
}

async function withAdministrator<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client(clusterConnection());
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function connectionUrl({ host, port, user, password, database }: EmbeddedConnection): string {
  const account = `${user}:${encodeURIComponent(password)}`;
  // A host that is a directory, where the server's socket is, has no place in a URL but its query.
  return host.startsWith('/')
    ? `postgresql://${account}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgresql://${account}@${host}:${port}/${database}`;
}
