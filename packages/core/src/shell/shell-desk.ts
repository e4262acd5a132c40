import { hostname } from 'node:os';
import type { Database } from '../database/database.js';
import { prepareStateDirectory, stateDirectory } from '../database/embedded/state-directory.js';
import { openShellDatabase } from '../database/open-shell-database.js';
import { keepBooks } from './keep-books.js';
import { ShellFiles } from './shell-files.js';

/** Where the shell runs of this user and this machine are looked after. */
export interface ShellDesk {
  readonly database: Database;
  readonly files: ShellFiles;
  readonly stateDirectory: string;
  /** The name of this machine. */
  readonly host: string;
  /** Sentences for people about what was found. */
  readonly note: (sentence: string) => void;
}

export interface ShellDeskOptions {
  /** Whether runs whose supervisor died are started again now, with the secrets of this process's environment. */
  readonly mayRestart: boolean;
  readonly note?: (sentence: string) => void;
}

/**
 * Opens the database of shell runs and brings it up to date with this machine: what ended is recorded, what died is
 * found, what may begin begins.
 * @throws {StateDirectoryUnusableError} @throws {EmbeddedDatabaseFailedError} @throws {SchemaTooNewError}
 */
export async function openShellDesk(options: ShellDeskOptions): Promise<ShellDesk> {
  const directory = stateDirectory();
  const files = new ShellFiles(directory);
  if (!files.isPrepared) {
    await prepareStateDirectory(directory);
    files.prepare();
  }
  const database = await openShellDatabase(directory);
  const desk = {
    database,
    files,
    stateDirectory: directory,
    host: hostname(),
    note: options.note ?? (() => {}),
  };
  try {
    await keepBooks(desk, options);
  } catch (error) {
    await database.close();
    throw error;
  }
  return desk;
}

export async function closeShellDesk(desk: ShellDesk): Promise<void> {
  await desk.database.close();
}

/** Does something at an opened desk, and closes it. */
export async function atShellDesk<Result>(
  options: ShellDeskOptions,
  work: (desk: ShellDesk) => Promise<Result>,
): Promise<Result> {
  const desk = await openShellDesk(options);
  try {
    return await work(desk);
  } finally {
    await closeShellDesk(desk);
  }
}

/** Whether there has ever been a shell run of this user: where not, nothing has to be opened to see that there is none. */
export function hasShellRuns(): boolean {
  return new ShellFiles(stateDirectory()).isPrepared;
}
