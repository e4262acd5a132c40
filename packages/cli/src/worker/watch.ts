import { type ChildProcess, spawn } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import type { CommandLine } from '../command-line.js';
import { onInterruption } from '../exit/interruption.js';
import { watchedFolders } from './watched-folders.js';

const source = /\.([cm]?[jt]sx?|json|ya?ml)$/;

/** A save often writes several files, or one of them twice. */
const settleMs = 200;

/**
 * Runs the same command without `--watch` in a child process and starts it again when the configuration or a source of
 * an extension changes. A child of its own, because code that has been loaded cannot be unloaded.
 */
export async function workAndWatch(cli: CommandLine): Promise<void> {
  const words = process.argv.slice(1).filter((word) => word !== '--watch');
  const end = new AbortController();
  let child: ChildProcess | null = null;
  process.once('exit', () => child?.kill('SIGKILL'));
  onInterruption((signal) => {
    end.abort();
    // A terminal tells the whole group itself; told twice, the child would not drain.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child?.kill(signal);
  });
  while (!end.signal.aborted) {
    const changes = await watchSources(cli.terminal.cwd, words);
    if (end.signal.aborted) break;
    child = spawn(process.execPath, words, { stdio: 'inherit' });
    cli.exitWith(await oneLife(child, changes, end.signal, (sentence) => cli.note(sentence)));
    changes.close();
  }
}

/** From the start of a child to its exit, which a change of the sources brings about; resolves to its exit code. */
async function oneLife(
  child: ChildProcess,
  changes: Changes,
  end: AbortSignal,
  note: (sentence: string) => void,
): Promise<number> {
  const ended = exitOf(child);
  const ending = new Promise<void>((resolve) =>
    end.addEventListener('abort', () => resolve(), { once: true }),
  );
  const first = await Promise.race([changes.next, ended, ending]);
  if (end.aborted) return ended;
  if (typeof first === 'number') {
    note(`the worker ended with exit code ${first}; it starts again when something changes`);
    await Promise.race([changes.next, ending]);
    return first;
  }
  note('something changed: starting again');
  child.kill('SIGTERM');
  return ended;
}

/** The exit code of a child; 1 when a signal ended it. */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

interface Changes {
  /** Resolves on the first change, once the dust has settled. */
  readonly next: Promise<void>;
  close(): void;
}

async function watchSources(cwd: string, words: readonly string[]): Promise<Changes> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const changed = (name: string | null): void => {
    if (name !== null && !source.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(resolve, settleMs);
  };
  const watchers = (await watchedFolders(cwd, words)).flatMap((folder) => watchFolder(folder, changed));
  return {
    next: promise,
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function watchFolder(folder: string, changed: (name: string | null) => void): FSWatcher[] {
  try {
    return [watch(folder, (_, name) => changed(name)).on('error', () => changed(null))];
  } catch {
    // It went away in between: the folder above it has seen that.
    return [];
  }
}
