import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmbeddedConnection } from './embedded-connection.js';
import type { ServerAccount } from './run-program.js';
import { programEnvironment } from './run-program.js';

/** How the watcher is known among the connected. */
export const watcherName = 'infra idle watcher';

/** What a watcher is told, as JSON in the variable INFRA_IDLE_WATCH of its environment (which nobody else can read). */
export interface IdleWatch {
  readonly name: string;
  readonly connection: EmbeddedConnection;
  /** When the server was started, seconds since 1970: one that was started later has a watcher of its own. */
  readonly serverStart: string;
  /** How long nobody must have been connected, milliseconds. */
  readonly idleLimitMs: number;
  readonly stop: { file: string; args: string[]; account: ServerAccount | null };
  /** A directory to remove once the server has stopped: a throwaway cluster's; null otherwise. */
  readonly remove: string | null;
}

/** Starts a process that outlives this one, and stops the server when nobody has been connected for a while. */
export function startIdleWatcher(watch: IdleWatch): void {
  // The same file before and after it is compiled: it imports nothing of ours, so Node runs it as TypeScript too.
  const program = fileURLToPath(
    new URL(`./idle-watcher-process${extname(import.meta.url)}`, import.meta.url),
  );
  const watcher = spawn(process.execPath, ['--max-semi-space-size=1', '--max-old-space-size=32', program], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    env: { ...programEnvironment(), INFRA_IDLE_WATCH: JSON.stringify(watch) },
  });
  // Without a watcher the server merely runs on, until `infra db stop`.
  watcher.once('error', () => undefined);
  watcher.unref();
}
