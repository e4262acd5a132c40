import type { Session, Statement } from '../../database/database.js';
import { lanesOf } from '../run-lanes.js';
import type { RunStatus } from '../run-status.js';

/** Runs of one list, at most; the counts tell of all. */
const mostListed = 100;

/** Parameters of a waiting run that are larger (bytes, as they are stored) are not read for a list. */
const mostBytes = 4096;

/** A worker process that has not left. */
export interface WorkerState {
  readonly id: number;
  readonly kind: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly concurrency: number;
  readonly queues: readonly string[] | null;
  readonly startedAt: string;
  readonly heartbeatAt: string;
  readonly alive: boolean;
  readonly stopping: boolean;
  readonly running: number;
}

/** A run that a worker executes. */
export interface ActiveRun {
  readonly id: number;
  readonly jobName: string;
  readonly attempt: number;
  readonly queue: string;
  readonly subject: string | null;
  readonly workerId: number | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly startedAt: string;
  readonly progress: Readonly<Record<string, unknown>> | null;
}

/** A run that has not begun, or waits for its next try. */
export interface WaitingRun {
  readonly id: number;
  readonly jobName: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly queue: string;
  readonly priority: number;
  readonly subject: string | null;
  readonly availableAt: string;
  /** Null where they are too large for a list. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

/** What waits in one queue. */
export interface QueuedRuns {
  readonly queue: string;
  /** Claimable now. */
  readonly ready: number;
  /** Not before a later time. */
  readonly delayed: number;
}

/** What a schedule waits for. */
export interface ComingOccurrence {
  readonly jobName: string;
  readonly scheduleName: string;
  readonly at: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Everything that goes on at one moment, seen at once. Moments are text, as JSON has them. */
export interface SystemState {
  readonly now: string;
  readonly workers: readonly WorkerState[];
  readonly overdue: {
    readonly total: number;
    readonly worst: {
      readonly jobName: string;
      readonly scheduleName: string;
      readonly lateMs: number;
    } | null;
  };
  /** The longest ones first, a hundred at most. */
  readonly active: readonly ActiveRun[];
  /** In the order in which they will be taken, a hundred at most. */
  readonly waiting: readonly WaitingRun[];
  readonly counts: Readonly<
    Record<'pending' | 'awaiting_approval' | 'approved' | 'queued' | 'running', number>
  >;
  readonly queued: readonly QueuedRuns[];
  /** Queued runs of jobs or in queues that no live worker has. */
  readonly unrunnable: readonly { readonly jobName: string; readonly queue: string; readonly runs: number }[];
  /** The earliest schedules, one occurrence each. */
  readonly coming: readonly ComingOccurrence[];
  readonly pauses: readonly {
    readonly scope: string;
    readonly reason: string | null;
    readonly actor: string;
    readonly since: string;
  }[];
  readonly unresolvedFailures: number;
  readonly openAlerts: number;
}

const unfinished = lanesOf(['pending', 'awaiting_approval', 'approved', 'queued']);
const json = (fields: string, rest: string) =>
  `(select coalesce(json_agg(json_build_object(${fields})), '[]') from ${rest})`;

// One statement, so one moment: a run that begins or an occurrence that becomes a run is met in one of its two places,
// never in none.
const state: Statement = {
  name: 'system_state',
  text: `with alive as materialized (
      select *, heartbeat_at > infra_now() - $1 * interval '1 ms' as reports from workers where gone_at is null
    ),
    running as materialized (
      select id, job_name, attempt, queue, subject, claimed_by, started_at, progress from job_runs where status = 'running'
    ),
    waiting as materialized (
      ${unfinished
        .map(
          (lane) => `select id, job_name, status, attempt, queue, priority, available_at, ready, reserved_for
        from job_runs where ${lane}`,
        )
        .join(' union all ')}
    ),
    late as materialized (
      select job_name, name, extract(epoch from infra_now() - next_run) * 1000 as late_ms from job_schedules
      where enabled and next_run < infra_now() - $2 * interval '1 ms'
    )
    select infra_now() as now,
      ${json(
        `'id', w.id, 'kind', kind, 'host', host, 'pid', pid, 'version', version, 'concurrency', concurrency,
          'queues', queues, 'startedAt', started_at, 'heartbeatAt', heartbeat_at, 'alive', reports,
          'stopping', stopping_at is not null, 'running', (select count(*) from running r where r.claimed_by = w.id)`,
        `(select * from alive order by id) w`,
      )} as workers,
      json_build_object('total', (select count(*) from late), 'worst', (
        select json_build_object('jobName', job_name, 'scheduleName', name, 'lateMs', late_ms) from late
        order by late_ms desc limit 1)) as overdue,
      ${json(
        `'id', r.id, 'jobName', r.job_name, 'attempt', r.attempt, 'queue', r.queue, 'subject', r.subject,
          'workerId', r.claimed_by, 'host', w.host, 'pid', w.pid, 'startedAt', r.started_at, 'progress', r.progress`,
        `(select * from running order by started_at, id limit ${mostListed}) r
          left join workers w on w.id = r.claimed_by`,
      )} as active,
      ${json(
        `'id', id, 'jobName', job_name, 'status', status, 'attempt', attempt, 'queue', queue, 'priority', priority,
          'subject', subject, 'availableAt', available_at,
          'parameters', case when pg_column_size(parameters) <= ${mostBytes} then parameters end`,
        `(select w.*, r.subject, r.parameters from (
            select *, row_number() over (order by status <> 'queued', not ready,
              case when ready then -priority end, case when not ready then available_at end, id) as place
            from waiting order by place limit ${mostListed}) w
          join job_runs r on r.id = w.id order by w.place) x`,
      )} as waiting,
      (select json_build_object('pending', count(*) filter (where status = 'pending'),
          'awaiting_approval', count(*) filter (where status = 'awaiting_approval'),
          'approved', count(*) filter (where status = 'approved'), 'queued', count(*) filter (where status = 'queued'),
          'running', (select count(*) from running))
        from waiting) as counts,
      ${json(
        `'queue', queue, 'ready', ready, 'delayed', delayed`,
        `(select queue, count(*) filter (where ready) as ready, count(*) filter (where not ready) as delayed
          from waiting where status = 'queued' group by queue order by queue) q`,
      )} as queued,
      ${json(
        `'jobName', job_name, 'queue', queue, 'runs', runs`,
        `(select job_name, queue, count(*) as runs from waiting
          where status = 'queued' and ready and reserved_for is null group by job_name, queue
          order by job_name, queue) q
          where not exists (select from alive a where a.reports and a.kind <> 'command' and q.job_name = any(a.job_names)
            and (a.queues is null or q.queue = any(a.queues)))`,
      )} as unrunnable,
      ${json(
        `'jobName', job_name, 'scheduleName', name, 'at', next_run, 'parameters', parameters`,
        `(select job_name, name, next_run, parameters from job_schedules
          where enabled and next_run is not null order by next_run, job_name, name limit $3) s`,
      )} as coming,
      ${json(
        `'scope', scope, 'reason', reason, 'actor', actor, 'since', paused_at`,
        `(select * from pauses order by scope) p`,
      )} as pauses,
      (select count(*)::int from failures where resolved_at is null) as "unresolvedFailures",
      (select count(*)::int from alerts where cleared_at is null) as "openAlerts"`,
};

/** By what {@link readSystemState} tells the living from the dead and the late. */
export interface SystemStateQuery {
  /** A worker that has been silent for longer does not live. */
  readonly leaseMs: number;
  /** How late an occurrence may be. */
  readonly toleranceMs: number;
  /** Schedules to tell of, at most. */
  readonly coming: number;
}

/** Everything that goes on, in one round trip. */
export async function readSystemState(session: Session, query: SystemStateQuery): Promise<SystemState> {
  const [row] = await session.query<Omit<SystemState, 'now'> & { now: Date }>(state, [
    query.leaseMs,
    query.toleranceMs,
    query.coming,
  ]);
  if (row === undefined) throw new Error('the database returned no state');
  return { ...row, now: row.now.toISOString() };
}
