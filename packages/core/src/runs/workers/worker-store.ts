import type { Session, Statement } from '../../database/database.js';
import type { WantedCancel } from '../settle/cancel-runs.js';
import { countEndings, laneHeld } from '../settle/count-endings.js';

/** What a process says of itself when it begins to take runs. */
export interface WorkerIntroduction {
  /** `serve`, `work`, `embedded` (inside a host application) or `command` (of its own runs only). */
  readonly kind: 'serve' | 'work' | 'embedded' | 'command';
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly concurrency: number;
  readonly jobNames: readonly string[];
  /** The queues that it serves; null, or left out: all. */
  readonly queues?: readonly string[] | null;
}

const register: Statement = {
  name: 'register_worker',
  text: `insert into workers (kind, host, pid, version, concurrency, job_names, queues)
         values ($1, $2, $3, $4, $5, $6, $7)
         returning id`,
};

/** How long a worker may be silent, and how often it reports, in milliseconds. */
export interface Lease {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
}

/**
 * Milliseconds after which a silent worker is dead when its connection is gone: half its lease. It has time to report by
 * a new connection, twice, or the rule does not apply.
 */
export function vanishedAfterMs({ leaseMs, heartbeatMs }: Lease): number {
  return Math.min(leaseMs, Math.max(leaseMs / 2, 2.5 * heartbeatMs));
}

/** The application name of the connection that a worker reports through. */
export function heartbeatName(workerId: number): string {
  return `infra heartbeat ${workerId}`;
}

/** In SQL: what the server knows of the connection that a worker `w` reports through; nothing when it is gone. */
const heartbeatSession = (w: string) =>
  `pg_stat_get_activity(${w}.heartbeat_pid) s where s.application_name = '${heartbeatName(0).slice(0, -1)}' || ${w}.id`;

/**
 * The heartbeat, which the worker's own thread sends: $1 the worker, $2 the longest time in milliseconds between two
 * beats of a steady worker, $3 the lease, $4 the time after which a worker without a connection is dead (see {@link vanishedAfterMs}), $5
 * the server's process that the connection was told of. `alive` is false once the worker was declared dead. After a gap the worker is no longer steady: it may not judge others for one lease.
 */
export const heartbeat: Statement = {
  name: 'heartbeat',
  text: `with beat as (
      update workers w set
        steady_since = case when heartbeat_at < infra_now() - $2 * interval '1 ms' then infra_now() else steady_since end,
        heartbeat_at = infra_now(),
        -- A pooler tells of a process that is not there, and lends its connections to others.
        heartbeat_pid = case when pg_backend_pid() <> $5::int then null when heartbeat_pid = $5 then heartbeat_pid
          when exists (select from pg_stat_get_activity($5) s
            where s.application_name = '${heartbeatName(0).slice(0, -1)}' || w.id) then $5 end
      where id = $1 and gone_at is null
      returning id
    )
    select exists (select from beat) as alive,
      -- A report need not outlive a crash of the server, so it waits for no disk.
      set_config('synchronous_commit', 'off', true),
      (select coalesce(json_agg(c), '[]') from (
        select id, cancel_reason as reason, force_cancel as force from job_runs
        where claimed_by = $1 and status = 'running' and cancel_requested_at is not null order by id limit 100
      ) c) as cancelled,
      -- The silent one that comes first stands at the beginning of the index.
      (select case when silent_ms < $4::float8 then $4::float8 else $3::float8 end - silent_ms from (
        select extract(epoch from infra_now() - min(heartbeat_at)) * 1000 as silent_ms from workers
        where gone_at is null and id <> $1
      ) x)::float8 as "leaseEndsInMs"`,
};

/** The one row that {@link heartbeat} returns. */
export interface HeartbeatAnswer {
  readonly alive: boolean;
  /** This worker's running runs that somebody wants cancelled, the first 100 of them. */
  readonly cancelled: readonly WantedCancel[];
  /**
   * Milliseconds until the first lease of the other workers ends, or the time after which one without a connection is
   * dead, unless they report before; null when there are none.
   */
  readonly leaseEndsInMs: number | null;
}

const stopping: Statement = {
  name: 'worker_stopping',
  text: `update workers set stopping_at = infra_now() where id = $1 and stopping_at is null`,
};

const leave: Statement = {
  name: 'worker_leaves',
  text: `with gone as (update workers set gone_at = infra_now() where id = $1 and gone_at is null),
    reserved as materialized (
      select id from job_runs where reserved_for = $1 and status = 'queued' order by id for no key update
    )
    update job_runs r set reserved_for = null from reserved where r.id = reserved.id`,
};

// Only a worker that has itself reported, and been in steady contact for one lease, may judge: after an outage, or when a
// machine wakes from sleep, everybody gets one lease to report first. A run that was lost too often, or that somebody
// wanted cancelled, ends; the others return to the queue. The reply stays small, for it holds locks (see the claim).
//
// Less than a lease is enough where the server no longer has the connection that the worker reported through: a process that
// ended leaves none, and one that is slow or stopped keeps it. The judge's own connection must be older than the last
// report, or all of them may have been cut at once; and whoever was cut alone connects anew within a heartbeat.
const rescue: Statement = {
  name: 'rescue_runs',
  text: `with judge as materialized (
      select id, heartbeat_pid from workers
      where id = $1 and gone_at is null and heartbeat_at >= infra_now() - $2 * interval '1 ms'
        and steady_since < infra_now() - $2 * interval '1 ms'
    ),
    silent as materialized (
      select id from workers w
      where exists (select from judge) and gone_at is null and (
        heartbeat_at < infra_now() - $2 * interval '1 ms'
        or case when heartbeat_at < infra_now() - $4 * interval '1 ms' and heartbeat_pid is not null
          then not exists (select from ${heartbeatSession('w')})
            and exists (select from judge j, ${heartbeatSession('j')} and s.backend_start < w.heartbeat_at) end)
      order by id
      for no key update skip locked
    ),
    dead as (update workers w set gone_at = infra_now() from silent where w.id = silent.id returning w.id, w.host),
    gone as materialized (
      select id, host from dead
      union
      select w.id, w.host from workers w
      where exists (select from judge) and w.gone_at is not null
        and w.id in (select claimed_by from job_runs where status = 'running')
    ),
    orphans as materialized (
      select r.id, r.attempt, r.lost + 1 as lost, r.cancel_requested_at is not null as unwanted, gone.id as worker_id,
        gone.host, jsonb_build_object('code', 'worker_lost', 'message',
          format('worker %s on %s stopped answering', gone.id, gone.host)) as error
      from job_runs r join gone on r.claimed_by = gone.id
      where r.status = 'running'
      order by r.id limit 500
      for no key update of r
    ),
    rescued as (
      update job_runs r
      set status = case when o.unwanted then 'cancelled' when o.lost >= $3 then 'failed' else 'queued' end,
        finished_at = case when o.unwanted or o.lost >= $3 then infra_now() end,
        error = case when o.unwanted then jsonb_build_object('code', 'cancelled', 'message', r.cancel_reason)
          else o.error end,
        lost = o.lost, claimed_by = null, reserved_for = null, available_at = infra_now(), ready = true
      from orphans o where r.id = o.id
      returning r.id, r.queue, r.job_name, r.status, r.attempt, r.limited as slot, ${laneHeld}, r.started_at, r.error, r.notify, r.parent,
        o.worker_id, o.host,
        o.error as attempt_error
    ),
    tried as (
      insert into attempts (run_id, attempt, outcome, worker_id, host, started_at, finished_at, error)
      select id, attempt, 'lost', worker_id, host, started_at, infra_now(), attempt_error from rescued
    ),
    reserved as materialized (
      select id from job_runs where status = 'queued' and reserved_for in (select id from dead)
      order by id
      for no key update
    ),
    unreserved as (update job_runs r set reserved_for = null from reserved where r.id = reserved.id),
    ${countEndings('rescued', ['failed', 'cancelled'])}
    select id, status, job_name as "jobName", worker_id as "workerId", queue from rescued order by id`,
};

const live: Statement = {
  name: 'live_job_names',
  text: `select exists (
      select from workers where gone_at is null and stopping_at is null and kind <> 'command'
        and heartbeat_at > infra_now() - $2 * interval '1 ms' and $1 = any(job_names)
        and (queues is null or $3 = any(queues))
    ) as served`,
};

/** A run that came back from a dead worker, and where it went. */
export interface RescuedRun {
  readonly id: number;
  readonly jobName: string;
  readonly status: 'queued' | 'failed' | 'cancelled';
  readonly workerId: number;
  readonly queue: string;
}

/** The processes that execute runs, and the rescue of what a dead one leaves. */
export class WorkerStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Introduces a worker; returns its id, which no other worker ever has. */
  async register(worker: WorkerIntroduction): Promise<number> {
    const [row] = await this.#session.query<{ id: number }>(register, [
      worker.kind,
      worker.host,
      worker.pid,
      worker.version,
      worker.concurrency,
      worker.jobNames,
      worker.queues ?? null,
    ]);
    if (row === undefined) throw new Error('the database returned no worker id');
    return row.id;
  }

  /** Shows that the worker takes no more runs. */
  async markStopping(workerId: number): Promise<void> {
    await this.#session.query(stopping, [workerId]);
  }

  /** Takes leave: what was reserved for the worker is free for others. */
  async leave(workerId: number): Promise<void> {
    await this.#session.query(leave, [workerId]);
  }

  /**
   * Gives back the runs of every worker that has not reported for `leaseMs`, or for `vanishedMs` (the lease, by default)
   * when its connection is gone; at `maxLost` a run fails for good.
   */
  async rescue(
    judge: number,
    leaseMs: number,
    maxLost: number,
    vanishedMs: number = leaseMs,
  ): Promise<RescuedRun[]> {
    return this.#session.query<RescuedRun>(rescue, [judge, leaseMs, maxLost, vanishedMs]);
  }

  /** Whether a live worker process has the job and takes runs from the queue. */
  async serves(jobName: string, queue: string, leaseMs: number): Promise<boolean> {
    const [row] = await this.#session.query<{ served: boolean }>(live, [jobName, leaseMs, queue]);
    return row?.served ?? false;
  }
}
