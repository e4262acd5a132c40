import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClerkTurn } from './clerk-turn.js';
import type { ShellFiles } from './shell-files.js';

/** While another one has the turn. */
const waitMs = 100;
const longestPauseMs = 30_000;
/** Then it is left to the next command on this machine. */
const patienceMs = 60 * 60_000;

/**
 * Has the end of a run recorded by a short-lived process, and keeps trying while the database is away. Resolves when the
 * record is gone from the disk, because the database has it.
 */
export async function recordByClerk(
  files: ShellFiles,
  { id, stateDirectory }: { readonly id: number; readonly stateDirectory: string },
): Promise<void> {
  const turn = new ClerkTurn(files);
  const until = performance.now() + patienceMs;
  for (let pauseMs = waitMs; existsSync(files.exit(id)) && performance.now() < until; ) {
    const took = turn.take();
    const done = took && (await callClerk(stateDirectory).finally(() => turn.release()));
    if (!existsSync(files.exit(id))) return;
    if (took && !done) pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    await pause(pauseMs * (0.5 + Math.random()));
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function callClerk(stateDirectory: string): Promise<boolean> {
  const program = fileURLToPath(new URL(`./clerk-process${extname(import.meta.url)}`, import.meta.url));
  return new Promise((resolve) => {
    const clerk = spawn(process.execPath, [program], {
      cwd: '/',
      stdio: 'ignore',
      env: { ...process.env, INFRA_HOME: stateDirectory },
    });
    clerk.once('exit', (code) => resolve(code === 0));
    clerk.once('error', () => resolve(false));
  });
}
