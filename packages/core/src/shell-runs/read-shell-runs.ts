import type { Session, Statement } from '../database/database.js';
import { runColumns } from '../runs/run-columns.js';
import { lanesOf } from '../runs/run-lanes.js';
import type { RunStatus } from '../runs/run-status.js';
import type { Run } from '../runs/run.js';
import type { ProcessIdentity, ShellRun } from './shell-run.js';

const shellColumns = `s.command, s.arguments, s.name, s.key, s.host, s.project, s.directory, s.environment, s.secrets,
  s.timeout_ms as "timeoutMs", s.log_limit as "logLimit", s.restart_on_crash as "restartOnCrash",
  s.after_runs as "afterRuns", s.supervisor, s.exit_code as "exitCode", s.exit_signal as "exitSignal",
  s.exited_at as "exitedAt", s.log_bytes as "logBytes"`;

const described = (runs: string) => `select j.*, ${shellColumns}
  from (select ${runColumns} from job_runs ${runs}) j join shell_runs s on s.run_id = j.id order by j.id desc`;

const byId: Statement = { name: 'read_shell_runs', text: described(`where id = any($1::bigint[])`) };

const list: Statement = {
  name: 'list_shell_runs',
  text: described(`where ($1::text[] is null or status = any($1))
      and ($3::timestamptz is null or created_at >= $3)
      and exists (select from shell_runs o where o.run_id = job_runs.id and ($2::text is null or o.project = $2))
    order by id desc limit $4 offset $5`),
};

const named: Statement = {
  name: 'shell_run_of_name',
  text: `select run_id as id from shell_runs where name = $1 order by project = $2 desc, run_id desc limit 1`,
};

const unfinished: Statement = {
  name: 'unfinished_shell_runs',
  text: `select r.id, r.status, r.attempt, r.lost, r.queue, s.supervisor, s.restart_on_crash as "restartOnCrash",
      r.cancel_requested_at is not null as unwanted,
      (extract(epoch from infra_now() - r.created_at) * 1000)::float8 as "ageMs",
      (select f.id from job_runs f where f.id = any(s.after_runs) and f.status in ('failed', 'cancelled') limit 1) as spoilt,
      exists (select from job_runs f where f.id = any(s.after_runs) and f.status <> 'completed') as follows
    from (${lanesOf(['queued', 'running'])
      .map(
        (lane) =>
          `select id, status, attempt, lost, queue, cancel_requested_at, created_at from job_runs where ${lane}`,
      )
      .join(' union all ')}) r
    join shell_runs s on s.run_id = r.id
    where s.host = $1 order by r.id`,
};

/** Which shell runs to list; what is null does not filter. */
export interface ShellRunQuery {
  readonly statuses: readonly RunStatus[] | null;
  readonly project: string | null;
  /** Asked for at this moment or later. */
  readonly since: Date | null;
  readonly limit: number;
  readonly offset: number;
}

/** What the books must know of a run that is not over. */
export interface UnfinishedShellRun {
  readonly id: number;
  readonly status: 'queued' | 'running';
  readonly attempt: number;
  /** How often a supervisor of it has died. */
  readonly lost: number;
  readonly queue: string;
  readonly supervisor: ProcessIdentity | null;
  readonly restartOnCrash: boolean;
  /** Whether somebody wants it cancelled. */
  readonly unwanted: boolean;
  /** Milliseconds since it was asked for. */
  readonly ageMs: number;
  /** Whether it has to wait for runs that it follows. */
  readonly follows: boolean;
  /** A run that it was to follow and that did not complete; null when there is none. */
  readonly spoilt: number | null;
}

/** The shell runs with these ids, newest first; an id that does not exist is left out. */
export async function readShellRuns(session: Session, ids: readonly number[]): Promise<ShellRun[]> {
  return (await session.query<Row>(byId, [ids])).map(shellRun);
}

/** The shell runs that a query asks for, newest first. */
export async function listShellRuns(session: Session, query: ShellRunQuery): Promise<ShellRun[]> {
  const { statuses, project, since, limit, offset } = query;
  return (await session.query<Row>(list, [statuses, project, since, limit, offset])).map(shellRun);
}

/** The newest run of a name: that of the project where it has one; null when nobody has the name. */
export async function shellRunOfName(
  session: Session,
  name: string,
  project: string,
): Promise<number | null> {
  const [row] = await session.query<{ id: number }>(named, [name, project]);
  return row?.id ?? null;
}

/** The runs of a machine that are not over, oldest first. */
export async function unfinishedShellRuns(session: Session, host: string): Promise<UnfinishedShellRun[]> {
  return session.query<UnfinishedShellRun>(unfinished, [host]);
}

type Row = Run & Omit<ShellRun, 'run' | 'afterRuns'> & { readonly afterRuns: readonly (number | string)[] };

function shellRun(row: Row): ShellRun {
  // pg reads arrays of bigint as texts.
  return { ...row, run: row, afterRuns: row.afterRuns.map(Number) };
}
