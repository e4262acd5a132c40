import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { CommandLine } from '../command-line.js';
import { onInterruption } from '../exit/interruption.js';

/** Folders whose changes say nothing about the sources. */
const ignored = new Set(['node_modules', '.git', '.infra', '.cache', 'coverage']);

const source = /\.([cm]?[jt]sx?|json|ya?ml)$/;

/** A save often writes several files, or one of them twice. */
const settleMs = 200;

/**
 * Runs the same command without `--watch` in a child process and starts it again when the configuration or a source of
 * an extension changes. A child of its own, because code that has been loaded cannot be unloaded.
 */
export async function workAndWatch(cli: CommandLine): Promise<void> {
  const words = process.argv.slice(1).filter((word) => word !== '--watch');
  let ending = false;
  let child: ChildProcess | null = null;
  process.once('exit', () => child?.kill('SIGKILL'));
  const changes = new ChangeSignal();
  onInterruption((signal) => {
    ending = true;
    changes.raise();
    // A terminal tells the whole group itself; told twice, the child would not drain.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child?.kill(signal);
  });
  while (!ending) {
    const changed = changes.next();
    const watchers = (await watchedFolders(cli.terminal.cwd, words)).flatMap((folder) =>
      watchFolder(folder, changes),
    );
    child = spawn(process.execPath, words, { stdio: 'inherit' });
    const ended = exitOf(child);
    const first = await Promise.race([changed, ended]);
    if (typeof first === 'number' && !ending) {
      cli.note(`the worker ended with exit code ${first}; it starts again when something changes`);
      await changed;
    }
    for (const watcher of watchers) watcher.close();
    if (!ending) child.kill('SIGTERM');
    const code = await ended;
    if (ending) cli.exitWith(code);
    else cli.note('something changed: starting again');
  }
}

/** Something changed, once the dust has settled. */
class ChangeSignal {
  #resolve: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  /** Resolves on the next change. */
  next(): Promise<void> {
    clearTimeout(this.#timer);
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Notes a change; the last of several counts. */
  note(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#resolve(), settleMs);
  }

  raise(): void {
    this.#resolve();
  }
}

// Asked of the program itself in a process of its own: this one never loads the code that changes.
async function watchedFolders(cwd: string, words: readonly string[]): Promise<string[]> {
  const [script = '', ...rest] = words;
  const config = rest.indexOf('--config');
  const flags = config === -1 ? [] : rest.slice(config, config + 2);
  const ask = async (...command: string[]): Promise<{ data: Record<string, unknown> } | null> => {
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [script, '--json', ...flags, ...command],
        { cwd },
      );
      return JSON.parse(stdout) as { data: Record<string, unknown> };
    } catch {
      return null;
    }
  };
  const [shown, listed] = await Promise.all([ask('config', 'show'), ask('extensions', 'list')]);
  const extensions = (listed?.data['extensions'] ?? []) as { directory: string }[];
  const file = shown?.data['file'];
  return [
    typeof file === 'string' ? dirname(file) : cwd,
    ...extensions.flatMap(({ directory }) => foldersOf(directory)),
  ];
}

/** The package's folder and what is below it, without what is installed there. */
function foldersOf(directory: string): string[] {
  const folders = readdirSync(directory, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !ignored.has(entry.name),
  );
  return [directory, ...folders.flatMap((folder) => foldersOf(join(directory, folder.name)))];
}

function watchFolder(folder: string, changes: ChangeSignal): FSWatcher[] {
  try {
    return [watch(folder, (_, name) => (name === null || source.test(name) ? changes.note() : undefined))];
  } catch {
    // It went away in between: the folder above it has seen that.
    return [];
  }
}

/** The exit code of a child; 1 when a signal ended it. */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
