import { type Finding, orFine, problem, warning } from './finding.js';

/** A shell run of this machine that is not over, as its processes and files have it. */
export interface ShellRunState {
  readonly id: string;
  readonly command: string;
  readonly state:
    | 'attended'
    /** Its command has ended, and the database does not have it yet. */
    | 'unrecorded'
    /** Its supervisor has died. */
    | 'lost'
    /** It has died, and another process has its number by now. */
    | 'number_taken'
    /** It waits for its turn, and its supervisor has died. */
    | 'forsaken';
}

/** What `infra doctor` finds of this user's shell runs on this machine. */
export interface ShellSide {
  /** Where their logs are. */
  readonly directory: string;
  /** Why nothing can be written there; null when it can. */
  readonly unusable: string | null;
  /** Null while the embedded database does not run: then nobody says which runs there are. */
  readonly runs: readonly ShellRunState[] | null;
  /** Commands that ended a while ago and whose end still lies on the disk. */
  readonly unrecorded: number;
}

/** Runs that are told one by one. */
const mostNamed = 5;

/** The shell runs of this user: whether somebody looks after each, and whether their output can be written. */
export function judgeShellRuns({ directory, unusable, runs, unrecorded }: ShellSide): readonly Finding[] {
  const findings: Finding[] = [];
  if (unusable !== null) {
    findings.push(
      problem(
        'shell_runs',
        `nothing can be written to ${directory}, where shell runs have their logs: ${unusable}`,
        'give it back to its owner with mode 0700, or set INFRA_HOME to a directory that can be written',
      ),
    );
  }
  const alone = (runs ?? []).filter(isAlone);
  findings.push(...alone.slice(0, mostNamed).map(unattended));
  if (alone.length > mostNamed) {
    const more = `${alone.length - mostNamed} more shell run(s) have lost their supervisors`;
    findings.push(problem('shell_runs', more, '`infra runs list --all-projects` records them'));
  }
  if (unrecorded > 0) {
    findings.push(
      warning(
        'shell_runs',
        `${unrecorded} shell run(s) have ended, and the database does not have it yet`,
        '`infra runs list --all-projects` records it',
      ),
    );
  }
  const going = (runs ?? []).length;
  const fine =
    runs === null
      ? 'the embedded database does not run; the next command about shell runs starts it'
      : `${going} shell run(s) are not over, and each has its supervisor`;
  return orFine(findings, 'shell_runs', fine);
}

/** Whether nobody looks after a run. */
export function isAlone({ state }: ShellRunState): boolean {
  return state !== 'attended' && state !== 'unrecorded';
}

function unattended({ id, command, state }: ShellRunState): Finding {
  const what = `${id} (${command})`;
  if (state === 'forsaken') {
    return problem(
      'shell_runs',
      `${what} waits for its turn, and its supervisor has died`,
      `\`infra runs status ${id}\` cancels it, or starts it again with --restart; then \`infra runs retry ${id}\``,
    );
  }
  const taken =
    state === 'number_taken' ? ', and another process has its number by now, which nothing signals' : '';
  return problem(
    'shell_runs',
    `${what} stands as running, and its supervisor has died${taken}`,
    `\`infra runs status ${id}\` records it as failed, or starts it again with --restart, and ends what is left of its command`,
  );
}
