import type { UnfinishedShellRun } from '../shell-runs/read-shell-runs.js';

/** What the machine says of a run that is not over. */
export interface ShellRunFacts {
  /** Whether its supervisor lives. */
  readonly alive: boolean;
  /** The attempt whose end is on the disk; null when there is none. */
  readonly exited: number | null;
  /** Whether its supervisor waits for the word. */
  readonly waiting: boolean;
}

/** What is to be done for it. */
export type ShellRunVerdict =
  /** Nothing: all goes its way. */
  | 'leave'
  /** The command has ended: record it. */
  | 'settle'
  /** The supervisor died while the command ran. */
  | 'lost'
  /** It has been claimed and its supervisor may not have heard of it. */
  | 'tell'
  /** Let it begin, if its turn has come. */
  | 'claim'
  /** What it was to follow has not completed. */
  | 'spoilt'
  /** It waits and nobody looks after it: start it, */
  | 'adopt'
  /** or cancel it. */
  | 'forsaken';

/** A caller needs so many milliseconds at most between asking for a run and starting its supervisor. */
const startMs = 60_000;

/** Lost supervisors after which a run is not started again. */
const mostLost = 3;

/** Decides what is to be done for a run. */
export function judgeShellRun(run: UnfinishedShellRun, facts: ShellRunFacts): ShellRunVerdict {
  if (run.status === 'running') {
    if (facts.exited === run.attempt) return 'settle';
    if (!facts.alive) return 'lost';
    return facts.waiting ? 'tell' : 'leave';
  }
  if (run.spoilt !== null) return 'spoilt';
  if (facts.alive) return facts.waiting ? 'claim' : 'leave';
  // One that was lost before is nobody's until it is adopted; a new one is its caller's for a while.
  if (run.supervisor === null && run.lost === 0 && run.ageMs < startMs) return 'leave';
  return run.restartOnCrash && run.lost <= mostLost ? 'adopt' : 'forsaken';
}

/** Whether a run whose supervisor died is to be started again. */
export function isRestarted(run: Pick<UnfinishedShellRun, 'restartOnCrash' | 'lost' | 'unwanted'>): boolean {
  return run.restartOnCrash && !run.unwanted && run.lost < mostLost;
}
