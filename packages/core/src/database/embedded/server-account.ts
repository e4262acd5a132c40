import { stat } from 'node:fs/promises';
import { EmbeddedDatabaseFailedError } from './embedded-database-failed-error.js';
import { runProgram, type ServerAccount } from './run-program.js';
import { callerIsRoot } from './state-directory.js';

/** The account for a new cluster: `postgres` where it exists, else `nobody`; null when the caller itself can run PostgreSQL. */
export async function accountForNewCluster(): Promise<ServerAccount | null> {
  if (!callerIsRoot()) return null;
  const account = (await accountNamed('postgres')) ?? (await accountNamed('nobody'));
  if (account) return account;
  throw new EmbeddedDatabaseFailedError(
    'PostgreSQL does not run as root, and there is no account `postgres` or `nobody`',
    {
      hint: 'Create an account named postgres, run infra as another user, or set DATABASE_URL to a PostgreSQL server.',
    },
  );
}

/** The account that an existing cluster belongs to; null when the caller itself can run PostgreSQL. */
export async function accountOfCluster(dataDirectory: string): Promise<ServerAccount | null> {
  if (!callerIsRoot()) return null;
  const { uid, gid } = await stat(dataDirectory);
  return { uid, gid };
}

async function accountNamed(name: string): Promise<ServerAccount | null> {
  const [user, group] = await Promise.all([runProgram('id', ['-u', name]), runProgram('id', ['-g', name])]);
  return user.succeeded && group.succeeded ? { uid: Number(user.output), gid: Number(group.output) } : null;
}
