import { type Clock, systemClock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { DatabaseNotMigratedError } from '../database/database-errors.js';
import { assertSchema, connectDatabase, type OpenedDatabase } from '../database/open-database.js';
import type { Host } from '../operations/host.js';
import type { ConfiguredHost } from '../config/configured-host.js';
import { openRegistry } from '../registry/open-registry.js';
import type { JobRegistry } from '../registry/job-registry.js';
import { loginName } from './login-name.js';
import { onceMade } from './once-made.js';

export interface OpenHostOptions {
  /** Where the search for `infra.config.*` begins; it goes upward. The working directory by default. */
  readonly cwd?: string;
  /** The configuration file, instead of searching. */
  readonly configurationFile?: string;
  /** Wins over DATABASE_URL and the configuration. */
  readonly databaseUrl?: string;
  /** Who acts, for the audit; the login name by default. */
  readonly actor?: string;
  /** The process's clock; the system's by default. */
  readonly clock?: Clock;
  /** Connections of this process; what the configuration says by default. */
  readonly poolSize?: number;
}

/**
 * Opens a host: finds and checks its configuration and reads its registry; the database only when asked for it.
 * @throws {ConfigurationMissingError} @throws {ConfigurationInvalidError} @throws {ExtensionFaultyError}
 * @throws {JobIndexStaleError}
 */
export async function openHost(options: OpenHostOptions = {}): Promise<Host> {
  const opened = await openRegistry({
    cwd: options.cwd ?? process.cwd(),
    ...(options.configurationFile === undefined ? {} : { file: options.configurationFile }),
  });
  const { directory, settings } = opened.host;
  const databaseUrl = options.databaseUrl ?? process.env['DATABASE_URL'] ?? settings.database.url;
  const connect = () =>
    connectDatabase({
      url: databaseUrl,
      hostDirectory: directory,
      preparedStatements: settings.database.preparedStatements,
      poolSize: options.poolSize ?? settings.database.poolSize,
      listen: settings.database.listen,
      applicationName: 'infra',
    });
  return hostOf(opened, {
    databaseUrl,
    connect,
    clock: options.clock ?? systemClock,
    actor: options.actor ?? loginName(),
  });
}

/**
 * A host whose configuration has been read.
 * @param connect opens the database; called when it is first asked for, and again only when that failed.
 */
export function hostOf(
  { host: configured, registry }: { readonly host: ConfiguredHost; readonly registry: JobRegistry },
  given: Pick<Host, 'databaseUrl' | 'clock' | 'actor'> & { readonly connect: () => Promise<OpenedDatabase> },
): Host {
  const { databaseUrl, clock, actor } = given;
  let connected: Promise<OpenedDatabase> | null = null;
  const host: Host = {
    configured: true,
    ...configured,
    registry,
    databaseUrl,
    clock,
    actor,
    connect: onceMade(() => (connected = given.connect())),
    // It may be away when it is first asked for, and there a moment later.
    database: onceMade(() => usableDatabase(host)),
    jobs: onceMade(async () => (await import('./provide-jobs.js')).provideJobs(host)),
    async close() {
      await (await connected?.catch(() => null))?.database.close();
    },
  };
  return host;
}

/** The embedded database migrates by itself, a configured one only where the configuration says so. */
async function usableDatabase(host: Host): Promise<Database> {
  const { database, kind } = await host.connect();
  const known = new Map(
    host.registry.extensions.map(({ name, migrations }) => [name, migrations.length] as const),
  );
  try {
    await assertSchema(database, known);
  } catch (error) {
    const automatic = kind === 'embedded' || host.settings.database.migrate === 'auto';
    if (!automatic || !(error instanceof DatabaseNotMigratedError)) throw error;
    const [{ migrate }, { hostMigrations }] = await Promise.all([
      import('../database/migrate.js'),
      import('../operations/migrate-database.js'),
    ]);
    await migrate(database, await hostMigrations(host));
  }
  return database;
}
