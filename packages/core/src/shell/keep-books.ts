import type { Session } from '../database/database.js';
import { cancelRuns } from '../runs/settle/cancel-runs.js';
import { claimShellRun, settleShellRun } from '../shell-runs/move-shell-runs.js';
import {
  readShellRuns,
  type UnfinishedShellRun,
  unfinishedShellRuns,
} from '../shell-runs/read-shell-runs.js';
import { type ProcessIdentity, shellId } from '../shell-runs/shell-run.js';
import { withSecretsOf } from './command-environment.js';
import { endOrphan } from './end-processes.js';
import { endingOf, lossOf } from './ending-of.js';
import type { ExitRecord } from './exit-record.js';
import { judgeShellRun, type ShellRunFacts, type ShellRunVerdict } from './judge-shell-run.js';
import { isAlive, signalProcess } from './process-identity.js';
import { readJson, type ShellFiles, writeJson } from './shell-files.js';
import { startSupervisor } from './start-supervisor.js';
import { orderFor } from './supervisor-order.js';

/** What keeping the books takes. */
export interface Books {
  readonly database: Session;
  readonly files: ShellFiles;
  readonly stateDirectory: string;
  readonly host: string;
  readonly note: (sentence: string) => void;
}

/**
 * Brings the database up to date with this machine: records what has ended, finds what has died, lets begin what may
 * begin now. Any number of processes may do it at once: every move is guarded by the status it comes from.
 */
export async function keepBooks(
  books: Books,
  { mayRestart }: { readonly mayRestart: boolean },
): Promise<void> {
  // Once more when something ended: what waited for it may begin.
  for (let ended = true; ended; ) {
    ended = false;
    const full = new Set<string>();
    for (const run of await unfinishedShellRuns(books.database, books.host)) {
      const verdict = judgeShellRun(run, factsOf(books.files, run));
      if (verdict === 'claim') await beginInTurn(books, run, full);
      else if (verdict !== 'adopt') ended = (await carryOut(verdict, books, run)) || ended;
      else if (mayRestart) await restart(books, run);
    }
  }
}

/** @returns whether the run is over now. */
async function carryOut(
  verdict: Exclude<ShellRunVerdict, 'claim' | 'adopt'>,
  books: Books,
  run: UnfinishedShellRun,
): Promise<boolean> {
  switch (verdict) {
    case 'leave':
      return false;
    case 'tell':
      tell(books.files, run, run.attempt);
      return false;
    case 'settle':
      return settle(books, run);
    case 'lost':
      return writeOff(books, run);
    case 'spoilt':
      return cancel(books, run, spoiltReason(run));
    case 'forsaken':
      return cancel(books, run, forsakenReason);
  }
}

/** @param full queues that have no room for anybody any more. */
async function beginInTurn(books: Books, run: UnfinishedShellRun, full: Set<string>): Promise<void> {
  if (run.follows || full.has(run.queue)) return;
  if (!(await begin(books, run))) full.add(run.queue);
}

const forsakenReason = 'its supervisor died before the command began';

function spoiltReason({ spoilt }: UnfinishedShellRun): string {
  return `run ${shellId(spoilt ?? 0)}, which it was to follow, did not complete`;
}

/** What this machine says of a run. What ended is looked for last: a supervisor that has died since has written it before. */
export function factsOf(files: ShellFiles, run: UnfinishedShellRun): ShellRunFacts {
  const alive = run.supervisor !== null && isAlive(run.supervisor);
  const waiting = alive && files.supervisorState(run.id)?.state === 'waiting';
  const exited = readJson<ExitRecord>(files.exit(run.id))?.attempt ?? null;
  return { alive, waiting, exited };
}

async function settle({ database, files }: Books, run: UnfinishedShellRun): Promise<boolean> {
  const record = readJson<ExitRecord>(files.exit(run.id));
  // Somebody else has recorded it meanwhile.
  if (record === null) return false;
  await settleShellRun(database, endingOf(record, run));
  files.tidy(run.id);
  return true;
}

/** The command may live on without anybody who reads its output: it is ended before its run is. */
async function writeOff({ database, files }: Books, run: UnfinishedShellRun): Promise<boolean> {
  const state = files.supervisorState(run.id);
  if (state?.state === 'running') endOrphan(state);
  const settled = await settleShellRun(database, lossOf(run));
  if (settled !== null) files.tidy(run.id);
  return settled !== null;
}

async function begin({ database, files }: Books, run: UnfinishedShellRun): Promise<boolean> {
  if (run.supervisor === null) return false;
  const attempt = await claimShellRun(database, run.id, run.supervisor);
  if (attempt !== null) tell(files, run, attempt);
  return attempt !== null;
}

/** The file is what counts; the signal only saves the supervisor its next look. */
function tell(files: ShellFiles, { id, supervisor }: UnfinishedShellRun, attempt: number): void {
  if (supervisor === null) return;
  writeJson(files.go(id), { go: attempt, pid: supervisor.pid });
  signalProcess(supervisor, 'SIGUSR2');
}

async function cancel({ database, files }: Books, run: UnfinishedShellRun, reason: string): Promise<boolean> {
  const { cancelled } = await cancelRuns(database, [run.id], { reason, actor: null, force: false });
  if (cancelled.length === 0) return false;
  dismiss(files, run.id, run.supervisor);
  return true;
}

/** A supervisor that waits goes when its run is over. */
export function dismiss(files: ShellFiles, id: number, supervisor: ProcessIdentity | null): void {
  files.tidy(id);
  if (supervisor !== null) signalProcess(supervisor, 'SIGTERM');
}

async function restart(books: Books, run: UnfinishedShellRun): Promise<void> {
  const [shellRun] = await readShellRuns(books.database, [run.id]);
  if (shellRun === undefined) return;
  const { environment, missing } = withSecretsOf(shellRun, process.env);
  const order = orderFor(shellRun, { id: run.id, stateDirectory: books.stateDirectory, environment });
  const supervisor = await startSupervisor(order);
  const attempt = await claimShellRun(books.database, run.id, supervisor.identity);
  await supervisor.tell(attempt === null ? { wait: true } : { go: attempt });
  const without = missing.length === 0 ? '' : `, without ${missing.join(', ')}`;
  books.note(`run ${shellId(run.id)} has lost its supervisor and was started again${without}`);
}
