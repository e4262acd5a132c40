import { accessSync, constants, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { stateDirectory } from '../database/embedded/state-directory.js';
import type { Session } from '../database/database.js';
import { SchemaTooNewError } from '../database/database-errors.js';
import { openExistingShellDatabase } from '../database/open-shell-database.js';
import { InfraError } from '../errors/infra-error.js';
import { type Finding, problem, warning } from '../health/finding.js';
import { isAlone, judgeShellRuns, type ShellRunState } from '../health/judge-shell-runs.js';
import {
  readShellRuns,
  type UnfinishedShellRun,
  unfinishedShellRuns,
} from '../shell-runs/read-shell-runs.js';
import { shellId } from '../shell-runs/shell-run.js';
import { judgeShellRun } from '../shell/judge-shell-run.js';
import { factsOf } from '../shell/keep-books.js';
import { identityOf } from '../shell/process-identity.js';
import { hasShellRuns } from '../shell/shell-desk.js';
import { ShellFiles } from '../shell/shell-files.js';

/** An end is recorded within a second as a rule; longer than this, and somebody has failed to. */
const recordMs = 60_000;

/** The shell runs of this user; nothing where there never was one. Records, starts and ends nothing. */
export async function examineShellRuns(): Promise<readonly Finding[]> {
  if (!hasShellRuns()) return [];
  const files = new ShellFiles(stateDirectory());
  const { directory } = files;
  const unusable = faultOf(directory);
  const unrecorded = unusable === null ? files.exitsBefore(Date.now() - recordMs) : 0;
  try {
    return judgeShellRuns({ directory, unusable, unrecorded, runs: await statesOf(files) });
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    const judge = error instanceof SchemaTooNewError ? problem : warning;
    return [judge('shell_runs', error.message, error.hint ?? '`infra runs list` migrates it')];
  }
}

function faultOf(directory: string): string | null {
  try {
    if (!statSync(directory).isDirectory()) return 'it is no directory';
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

async function statesOf(files: ShellFiles): Promise<ShellRunState[] | null> {
  const database = await openExistingShellDatabase(stateDirectory());
  if (database === null) return null;
  try {
    const wrong = new Set((await look(database, files)).filter(isAlone).map(({ id }) => id));
    // What was being recorded meanwhile looks like a loss: it does not stand there any more at the second look.
    return (await look(database, files)).map((run) =>
      isAlone(run) && !wrong.has(run.id) ? { ...run, state: 'attended' } : run,
    );
  } finally {
    await database.close();
  }
}

async function look(database: Session, files: ShellFiles): Promise<ShellRunState[]> {
  const unfinished = await unfinishedShellRuns(database, hostname());
  const ids = unfinished.map(({ id }) => id);
  const described = await readShellRuns(database, ids);
  const commands = new Map(described.map(({ run, command }) => [run.id, command]));
  return unfinished.map((run) => ({
    id: shellId(run.id),
    command: commands.get(run.id) ?? '',
    state: stateOf(files, run),
  }));
}

function stateOf(files: ShellFiles, run: UnfinishedShellRun): ShellRunState['state'] {
  const verdict = judgeShellRun(run, factsOf(files, run));
  if (verdict === 'settle') return 'unrecorded';
  if (verdict === 'adopt' || verdict === 'forsaken') return 'forsaken';
  if (verdict !== 'lost') return 'attended';
  return run.supervisor !== null && identityOf(run.supervisor.pid) !== null ? 'number_taken' : 'lost';
}
