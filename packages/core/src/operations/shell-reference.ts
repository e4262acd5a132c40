import type { Database } from '../database/database.js';
import { RunNotFoundError } from '../runs/run-not-found-error.js';
import { readShellRuns, shellRunOfName } from '../shell-runs/read-shell-runs.js';
import { isShellId, parseShellId, type ShellRun } from '../shell-runs/shell-run.js';
import { projectOf } from '../shell/project-of.js';
import { atShellDesk, hasShellRuns, type ShellDesk, type ShellDeskOptions } from '../shell/shell-desk.js';

/** Whether a text that names a run means a shell run: its id, or a name. A run of this host has a number. */
export function meansShellRun(reference: string): boolean {
  return !/^\d+$/.test(reference);
}

/**
 * The shell run that an id or a name stands for: a name for the newest run that has it, of this project where there is one.
 * @param directory where the caller is.
 * @throws {RunNotFoundError}
 */
export async function findShellRun(
  database: Database,
  reference: string,
  directory: string,
): Promise<ShellRun> {
  const id = isShellId(reference)
    ? parseShellId(reference)
    : await shellRunOfName(database, reference, projectOf(directory));
  const [run] = id === null ? [] : await readShellRuns(database, [id]);
  if (run === undefined) throw new RunNotFoundError(reference);
  return run;
}

/**
 * Does something with the shell run that an id or a name stands for. Where there never was a shell run, nothing is opened.
 * @throws {RunNotFoundError}
 */
export async function atShellRun<Result>(
  {
    reference,
    directory,
    ...options
  }: ShellDeskOptions & {
    readonly reference: string;
    readonly directory: string;
  },
  work: (desk: ShellDesk, run: ShellRun) => Promise<Result> | Result,
): Promise<Result> {
  if (!hasShellRuns()) throw new RunNotFoundError(reference);
  return atShellDesk(options, async (desk) =>
    work(desk, await findShellRun(desk.database, reference, directory)),
  );
}
