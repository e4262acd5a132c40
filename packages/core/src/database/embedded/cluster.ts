import { randomBytes } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBeside } from './build-beside.js';
import {
  type ClusterSettings,
  clusterHome,
  dataDirectory,
  readClusterSettings,
  writeClusterSettings,
} from './cluster-settings.js';
import { InfraError } from '../../errors/infra-error.js';
import { EmbeddedDatabaseFailedError } from './embedded-database-failed-error.js';
import { type Engine, findEngine } from './engine.js';
import { runProgram, type ServerAccount } from './run-program.js';
import { scramVerifier } from './scram-verifier.js';
import { accountForNewCluster } from './server-account.js';
import { prepareStateDirectory, StateDirectoryUnusableError } from './state-directory.js';

export interface ClusterOptions {
  readonly stateDirectory: string;
  /** How a new cluster listens: a socket by default, TCP where there are none (Windows). */
  readonly listen?: ClusterSettings['listen'];
  /** Lines of postgresql.conf for a new cluster, in addition to ours. */
  readonly serverSettings?: Readonly<Record<string, string>>;
}

/**
 * Makes sure that there is a cluster, and names the engine that runs it. Several processes may do this at once: each builds one
 * beside, and the first to rename it wins.
 *
 * @throws EmbeddedDatabaseFailedError when it cannot be built, or belongs to a version of PostgreSQL that is not here
 * @throws StateDirectoryUnusableError
 */
export async function ensureCluster(options: ClusterOptions): Promise<Engine> {
  const { stateDirectory } = options;
  await prepareStateDirectory(stateDirectory);
  if (!readClusterSettings(stateDirectory)) await buildCluster(options);
  return await engineOfCluster(stateDirectory);
}

/** The engine of the cluster's own major version: no other may touch its files. */
export async function engineOfCluster(stateDirectory: string): Promise<Engine> {
  const data = dataDirectory(stateDirectory);
  const major = await clusterMajor(stateDirectory);
  if (major === null) {
    throw new EmbeddedDatabaseFailedError(
      `${data} is not a database cluster any more: it has no PG_VERSION`,
      {
        hint: `Restore it from a backup, or move ${clusterHome(stateDirectory)} away to start with an empty database.`,
      },
    );
  }
  return await findEngine(stateDirectory, major).catch((error: unknown) => {
    if (!(error instanceof EmbeddedDatabaseFailedError)) throw error;
    throw new EmbeddedDatabaseFailedError(
      `The embedded database in ${data} was made by PostgreSQL ${major}, which is not here; nothing was touched`,
      {
        hint:
          `Install the server programs of PostgreSQL ${major} to go on using it, or move ${clusterHome(stateDirectory)} away ` +
          'to start with an empty database, or set DATABASE_URL.',
        cause: error,
      },
    );
  });
}

/** The major version in the cluster's PG_VERSION, null when there is no cluster. */
export async function clusterMajor(stateDirectory: string): Promise<number | null> {
  const text = await readFile(join(dataDirectory(stateDirectory), 'PG_VERSION'), 'utf8').catch(() => null);
  return text === null ? null : Number.parseInt(text, 10);
}

async function buildCluster(options: ClusterOptions): Promise<void> {
  const { stateDirectory } = options;
  await refuseRemains(stateDirectory);
  const account = await accountForNewCluster();
  if (account) await checkPassage(stateDirectory, account);
  const engine = await findEngine(stateDirectory);
  try {
    await buildBeside(clusterHome(stateDirectory), (building) =>
      initialize(building, engine, account, options),
    );
  } catch (error) {
    if (error instanceof InfraError) throw error;
    throw new StateDirectoryUnusableError(stateDirectory, (error as Error).message, { cause: error });
  }
}

async function initialize(
  home: string,
  engine: Engine,
  account: ServerAccount | null,
  options: ClusterOptions,
): Promise<void> {
  const listen = options.listen ?? (process.platform === 'win32' ? 'tcp' : 'socket');
  const settings: ClusterSettings = {
    user: 'infra',
    password: randomBytes(32).toString('base64url'),
    listen,
  };
  const data = join(home, 'data');
  const verifier = join(home, 'verifier');

  // As root others may pass through, to `data`: nothing but the settings lies beside it, and those are for us alone.
  if (account) await chmod(home, 0o711);
  await writeClusterSettings(home, settings);
  await mkdir(data, { mode: 0o700 });
  await writeFile(verifier, scramVerifier(settings.password), { mode: 0o600 });
  if (account) for (const path of [data, verifier]) await chown(path, account.uid, account.gid);

  const { succeeded, output } = await runProgram(
    join(engine.bin, 'initdb'),
    [
      `--pgdata=${data}`,
      `--username=${settings.user}`,
      `--pwfile=${verifier}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      '--no-instructions',
    ],
    { account, directory: data },
  );
  if (!succeeded)
    throw new EmbeddedDatabaseFailedError('The embedded database could not be created', { said: output });
  await rm(verifier);
  await appendFile(
    join(data, 'postgresql.conf'),
    configurationFile({ ...ours(listen), ...options.serverSettings }),
  );
}

/** For a laptop: little memory, many clients, a quiet log. Durability is as PostgreSQL has it: a commit is on the disk. */
function ours(listen: ClusterSettings['listen']): Record<string, string> {
  return {
    listen_addresses: listen === 'tcp' ? '127.0.0.1' : '',
    // Relative to the data directory: the cluster may be moved, and its path may be longer than a socket's.
    unix_socket_directories: listen === 'tcp' ? '' : '.',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '512MB',
    // No replicas and no code compiled on the fly: their processes and start-up cost buy nothing here.
    max_logical_replication_workers: '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
  };
}

function configurationFile(settings: Record<string, string>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  return `\n# Written by infra when the cluster was made; yours to change.\n${lines.join('\n')}\n`;
}

/** Root's server runs as an account that may not be allowed everywhere root is; PostgreSQL itself would only say "permission denied". */
async function checkPassage(stateDirectory: string, account: ServerAccount): Promise<void> {
  const { succeeded } = await runProgram('/bin/sh', ['-c', 'cd "$1"', 'sh', stateDirectory], { account });
  if (succeeded) return;
  throw new StateDirectoryUnusableError(
    stateDirectory,
    `root's database server runs as another account (user id ${account.uid}), which may not enter it`,
    {
      hint: 'Set INFRA_HOME to a directory below directories that everybody may enter; for root the default is one.',
    },
  );
}

/** A cluster without its settings is somebody's data that nobody can open: it is not for us to build over. */
async function refuseRemains(stateDirectory: string): Promise<void> {
  const home = clusterHome(stateDirectory);
  const remains = await readdir(home).catch(() => []);
  if (remains.length === 0 || readClusterSettings(stateDirectory)) return;
  throw new EmbeddedDatabaseFailedError(`${home} is there, but not its settings.json with the password`, {
    hint: `Restore the file, or move ${home} away to start with an empty database.`,
  });
}
