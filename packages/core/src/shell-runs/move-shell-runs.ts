import type { Session, Statement } from '../database/database.js';
import { storableJson } from '../database/storable-json.js';
import { countEndings, laneHeld } from '../runs/settle/count-endings.js';
import type { FinalStatus } from '../runs/run-status.js';
import type { RunError, RunResult } from '../runs/run.js';
import { type ProcessIdentity, shellJob } from './shell-run.js';

// A run is claimed in the name of its own supervisor, which is no worker: minus its id, which no worker ever has. So no
// rescue concerns it. Runs are locked before queues, and the count of what runs stands in the locked row of the queue.
const claim: Statement = {
  name: 'claim_shell_run',
  text: `with me as materialized (
      select r.id, r.queue from job_runs r
      where r.id = $1 and r.job_name = '${shellJob}' and r.status = 'queued'
      for no key update
    ),
    lane as materialized (
      select q.name, q.width, q.running from queues q
      where q.name in (select queue from me) and q.width is not null
      for no key update
    ),
    allowed as materialized (
      select me.id, exists (select from lane) as in_lane from me
      where not exists (select from lane where running >= width)
        and not exists (
          select from shell_runs s join job_runs a on a.id = any(s.after_runs)
          where s.run_id = me.id and a.status <> 'completed'
        )
        and not (exists (select from lane) and exists (
          select from job_runs e join shell_runs s on s.run_id = e.id
          where e.queue = me.queue and e.id < me.id and e.job_name = '${shellJob}' and e.status = 'queued'
            and not exists (select from job_runs a where a.id = any(s.after_runs) and a.status <> 'completed')
        ))
    ),
    taken as (
      update job_runs r
      set status = 'running', claimed_by = -r.id, attempt = r.attempt + 1, started_at = infra_now(), in_lane = a.in_lane
      from allowed a where r.id = a.id and r.status = 'queued'
      returning r.id, r.attempt, r.queue, r.in_lane
    ),
    counted as (
      update queues q set running = q.running + 1 from taken t where t.in_lane and q.name = t.queue
    ),
    known as (update shell_runs s set supervisor = $2::jsonb from me where s.run_id = me.id)
    select attempt from taken`,
};

/**
 * Makes a queued shell run `running` in the name of its supervisor, when its turn has come: what it follows has
 * completed, and its queue has room and nobody who came before. The supervisor is noted in any case.
 * @returns the number of the attempt; null when the run has to wait, or is not queued any more.
 */
export async function claimShellRun(
  session: Session,
  id: number,
  supervisor: ProcessIdentity,
): Promise<number | null> {
  const [row] = await session.query<{ attempt: number }>(claim, [id, storableJson(supervisor)]);
  return row?.attempt ?? null;
}

/** How a command ended. */
export interface ShellEnding {
  readonly id: number;
  readonly attempt: number;
  readonly status: FinalStatus | 'queued';
  readonly result: RunResult | null;
  readonly error: RunError | null;
  readonly exitCode: number | null;
  readonly exitSignal: string | null;
  /** ISO-8601; null where nobody saw it. */
  readonly exitedAt: string | null;
  readonly logBytes: number | null;
  /** Whether somebody ended it: then it is `cancelled` as far as that was asked for, whatever `status` says. */
  readonly ended: boolean;
}

const settle: Statement = {
  name: 'settle_shell_run',
  text: `with locked as materialized (
      select id, status as was, claimed_by, attempt, $9::boolean and cancel_requested_at is not null as unwanted
      from job_runs where id = $1
      for no key update
    ),
    settled as (
      update job_runs r
      set status = case when l.unwanted then 'cancelled' else $3::text end,
        finished_at = case when l.unwanted or $3::text <> 'queued' then infra_now() end,
        claimed_by = null,
        result = case when l.unwanted then null else $4::jsonb end,
        error = case when l.unwanted then jsonb_build_object('code', 'cancelled', 'message', r.cancel_reason)
          else $5::jsonb end,
        lost = r.lost + ($3::text = 'queued' and not l.unwanted)::int
      from locked l
      where r.id = l.id and l.was = 'running' and l.claimed_by = -l.id and l.attempt = $2::int
      returning r.id, r.job_name, r.status, r.attempt, r.limited as slot, ${laneHeld}, r.started_at, r.error, r.notify
    ),
    tried as (
      insert into attempts (run_id, attempt, outcome, host, started_at, finished_at, error)
      select s.id, s.attempt, 'lost', h.host, s.started_at, infra_now(), s.error
      from settled s join shell_runs h on h.run_id = s.id where s.status = 'queued'
    ),
    known as (
      update shell_runs h set exit_code = $6::int, exit_signal = $7, exited_at = $8::timestamptz, log_bytes = $10::bigint,
        supervisor = case when s.status = 'queued' then null else h.supervisor end
      from settled s where h.run_id = s.id
    ),
    ${countEndings('settled', ['completed', 'cancelled'])}
    select status from settled`,
};

/**
 * Records how a command ended, guarded by the attempt.
 * @returns the run's status now; null when somebody else was quicker.
 */
export async function settleShellRun(
  session: Session,
  ending: ShellEnding,
): Promise<FinalStatus | 'queued' | null> {
  const [row] = await session.query<{ status: FinalStatus | 'queued' }>(settle, [
    ending.id,
    ending.attempt,
    ending.status,
    ending.result === null ? null : storableJson(ending.result),
    ending.error === null ? null : storableJson(ending.error),
    ending.exitCode,
    ending.exitSignal,
    ending.exitedAt,
    ending.ended,
    ending.logBytes,
  ]);
  return row?.status ?? null;
}
