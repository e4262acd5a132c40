import type { Clock } from '../clock/clock.js';
import { RunNotFoundError } from '../runs/run-not-found-error.js';
import { isFinal } from '../runs/run-status.js';
import { readShellRuns } from '../shell-runs/read-shell-runs.js';
import { shellId, type ShellRun } from '../shell-runs/shell-run.js';
import { isAlive } from './process-identity.js';
import { atShellDesk } from './shell-desk.js';
import { readJson, ShellFiles } from './shell-files.js';

/** What is followed, and whom to tell. */
export interface Following {
  readonly ids: readonly number[];
  readonly stateDirectory: string;
  readonly clock: Clock;
  /** Aborted when the caller has enough: the runs go on. */
  readonly signal: AbortSignal;
  /** Called again and again meanwhile, and once more when all is over. */
  readonly look?: () => void | Promise<void>;
  /** Told of each run as the database has it, whenever it was asked. */
  readonly onRun?: (run: ShellRun) => void;
}

/** Between two looks at the files, in milliseconds. */
const lookMs = 40;
/** Another machine may have moved a run: so the database is asked that often in any case. */
const askMs = 15_000;

/**
 * Follows shell runs to their end. The database is asked, on a connection that is closed again, only when something has
 * happened to the files of a run or to its supervisor: whoever waits holds no connection.
 * @returns false when the signal came first.
 * @throws {RunNotFoundError} also when one is deleted meanwhile.
 */
export async function followShellRuns(following: Following): Promise<boolean> {
  const { ids, signal, clock, look = () => {}, onRun = () => {} } = following;
  const files = new ShellFiles(following.stateDirectory);
  let open: readonly number[] = ids;
  let left: readonly ShellRun[] = [];
  for (;;) {
    // Of the time before: what happens while the database is asked may be in no answer, and then it is asked once more.
    const told = new Set([...open.map((id) => recordOf(files, id)), ...left.flatMap(orphanOf)]);
    const runs = await ask(open);
    for (const run of runs) onRun(run);
    left = runs.filter(({ run }) => !isFinal(run.status));
    open = left.map(({ run }) => run.id);
    await look();
    if (open.length === 0) return true;
    const news = () =>
      left.some(
        (run) => !told.has(recordOf(files, run.run.id)) || !orphanOf(run).every((orphan) => told.has(orphan)),
      );
    for (const until = clock.now() + askMs; clock.now() < until && !news(); ) {
      if (signal.aborted) return false;
      await clock.sleep(lookMs, signal);
      await look();
    }
    if (signal.aborted) return false;
  }
}

async function ask(ids: readonly number[]): Promise<ShellRun[]> {
  const runs = await atShellDesk({ mayRestart: true }, (desk) => readShellRuns(desk.database, ids));
  const missing = ids.find((id) => !runs.some(({ run }) => run.id === id));
  if (missing !== undefined) throw new RunNotFoundError(shellId(missing));
  return runs;
}

/** What changes among the files when a run moves. */
function recordOf(files: ShellFiles, id: number): string {
  const exited = readJson<object>(files.exit(id)) !== null;
  return `${id} ${exited} ${files.supervisorState(id)?.state ?? ''}`;
}

/** The supervisor that a run has lost, which nothing tells but that it is gone; none is otherwise. */
function orphanOf({ run: { id }, supervisor }: ShellRun): string[] {
  return supervisor === null || isAlive(supervisor) ? [] : [`${id} ${supervisor.pid} ${supervisor.started}`];
}
