import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ClerkTurn } from './clerk-turn.js';
import type { ShellFiles } from './shell-files.js';
import type { SupervisorOrder } from './supervisor-order.js';

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
  order: Pick<SupervisorOrder, 'id' | 'stateDirectory' | 'clerk'>,
): Promise<void> {
  const turn = new ClerkTurn(files);
  const exit = files.exit(order.id);
  const until = performance.now() + patienceMs;
  for (let pauseMs = waitMs; existsSync(exit) && performance.now() < until; ) {
    const took = turn.take();
    const done = took && (await callClerk(order).finally(() => turn.release()));
    if (!existsSync(exit)) return;
    if (took && !done) pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    await pause(pauseMs * (0.5 + Math.random()));
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function callClerk({
  clerk: program,
  stateDirectory,
}: Pick<SupervisorOrder, 'stateDirectory' | 'clerk'>): Promise<boolean> {
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
