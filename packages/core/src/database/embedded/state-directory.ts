import { constants } from 'node:fs';
import { access, chmod, mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { InfraError } from '../../errors/infra-error.js';

/** The state directory cannot be made, read or written. */
export class StateDirectoryUnusableError extends InfraError {
  readonly code = 'state_directory_unusable';

  constructor(directory: string, reason: string, options: { hint?: string; cause?: unknown } = {}) {
    super(`The state directory ${directory} cannot be used: ${reason}`, {
      hint: options.hint ?? 'Set INFRA_HOME to a directory that can be written.',
      cause: options.cause,
    });
  }
}

/**
 * Where the embedded database and everything else that belongs to this user and to no project is kept: `$INFRA_HOME`, else
 * `/var/lib/infra` for root, `%LOCALAPPDATA%\infra` on Windows, and `$XDG_DATA_HOME/infra` or `~/.local/share/infra` elsewhere.
 * Names the directory only; {@link prepareStateDirectory} makes it.
 */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env['INFRA_HOME']) return resolve(env['INFRA_HOME']);
  if (callerIsRoot()) return '/var/lib/infra';
  const data = process.platform === 'win32' ? env['LOCALAPPDATA'] : env['XDG_DATA_HOME'];
  // An empty variable counts as none, as the XDG specification has it.
  return data ? resolve(data, 'infra') : join(homedir(), '.local', 'share', 'infra');
}

/**
 * Makes the state directory where it is missing and makes sure that it can be written.
 * Only its owner may read it; root's may be passed through (0711), because root's server runs as another account below it.
 *
 * @throws StateDirectoryUnusableError
 */
export async function prepareStateDirectory(directory: string): Promise<void> {
  try {
    await makeDirectory(directory, callerIsRoot() ? 0o711 : 0o700);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    if (callerIsRoot()) await openForPassage(directory);
  } catch (error) {
    throw new StateDirectoryUnusableError(directory, (error as Error).message, { cause: error });
  }
}

export function callerIsRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Makes a directory and its parents. (Node's own way never returns below /proc, which answers "no such file" to every mkdir.) */
export async function makeDirectory(directory: string, mode: number): Promise<void> {
  if (await isDirectory(directory)) return;
  if (dirname(directory) !== directory) await makeDirectory(dirname(directory), mode);
  try {
    await mkdir(directory, { mode });
    // Whatever the caller's umask says: root's server has to get through.
    await chmod(directory, mode);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!(await isDirectory(directory))) throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

async function openForPassage(directory: string): Promise<void> {
  const { mode } = await stat(directory);
  if ((mode & 0o011) !== 0o011) await chmod(directory, (mode & 0o7777) | 0o011);
}
