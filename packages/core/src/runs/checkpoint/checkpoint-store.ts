import type { Session, Statement } from '../../database/database.js';
import { storableJson } from '../../database/storable-json.js';
import { chainJobName } from '../../registry/chain-job.js';
import type { RunStatus } from '../run-status.js';

/** The try of a run, which a checkpoint is written by. */
export interface CheckpointToken {
  readonly id: number;
  readonly attempt: number;
}

/** What an earlier run has kept for a run that continues from it. */
export interface FoundPhases {
  readonly name: string;
  readonly jobName: string;
  readonly completed: boolean;
  readonly result: unknown;
  readonly child: number | null;
}

/** How a combined run begins, as far as the database knows. */
export interface PhasesFound {
  /** Whose checkpoint it is to be. */
  readonly owner: string;
  /** Whether it is to continue from what there is. */
  readonly resume: boolean;
  /** What there is; null when there is nothing. */
  readonly phases: readonly FoundPhases[] | null;
}

/** A checkpoint that a later run may continue from. */
export interface KeptCheckpoint {
  readonly jobName: string;
  readonly owner: string;
  readonly subject: string | null;
  readonly runId: number;
  readonly status: RunStatus;
  readonly phasesCompleted: number | null;
  readonly phases: number | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly savedAt: Date;
}

// All chains are runs of one job: what one has kept of a subject is no other's.
const chainOf = (run: string) =>
  `case when ${run}.job_name = '${chainJobName}' then coalesce(', chain ' || (${run}.parameters ->> 'chain'), '') else '' end`;

const ownerOf = (run: string) =>
  `coalesce('subject ' || ${run}.subject || ${chainOf(run)}, 'run ' || ${run}.id)`;

// Without a subject a checkpoint is found by the run that it was made again from: whoever continues it takes it over.
const found = `recursive me as materialized (
      select id, job_name, subject, retry_of, coalesce(resume, false) as resume, ${ownerOf('job_runs')} as owner from job_runs
      where id = $1 and attempt = $2 and status = 'running'
    ),
    line as (
      select id, retry_of from me
      union all
      select r.id, r.retry_of from line l join job_runs r on r.id = l.retry_of
    ),
    found as materialized (
      select c.*, me.id as me, me.resume or c.run_id = me.id as wanted from me join checkpoints c on c.job_name = me.job_name
        and (me.subject is not null and c.owner = me.owner or me.subject is null and c.run_id in (select id from line))
      for no key update of c
    )`;

// A run that does not continue replaces what there is, so that nobody continues later from before it.
const open: Statement = {
  name: 'open_checkpoint',
  text: `with ${found},
    adopted as (
      update checkpoints c set run_id = f.me from found f
      where c.job_name = f.job_name and c.owner = f.owner and f.wanted
      returning c.owner, c.state
    ),
    dropped as (
      delete from checkpoints c using found f where c.job_name = f.job_name and c.owner = f.owner and not f.wanted
    )
    select owner, state from adopted`,
};

const save: Statement = {
  name: 'save_checkpoint',
  text: `insert into checkpoints (job_name, owner, run_id, state)
    select r.job_name, coalesce($4, ${ownerOf('r')}), r.id, $3::jsonb from job_runs r
    where r.id = $1 and r.attempt = $2 and r.status = 'running'
    for share of r
    on conflict (job_name, owner) do update set run_id = excluded.run_id, state = excluded.state, saved_at = infra_now()
    returning owner`,
};

const findPhases: Statement = {
  name: 'find_phases',
  text: `with ${found}
    select coalesce(f.owner, me.owner) as owner, me.resume,
      (select json_agg(json_build_object('name', p.name, 'jobName', p.job_name, 'completed', p.completed,
          'result', p.result, 'child', p.child) order by p.position)
        from run_phases p where p.run_id = f.run_id) as phases
    from me left join found f on true`,
};

const doneAt = `greatest(c.saved_at, p.last)`;
const interrupted = `from checkpoints c join job_runs r on r.id = c.run_id
      left join lateral (
        select count(*)::int as phases, (count(*) filter (where p.completed))::int as done, max(k.finished_at) as last
        from run_phases p left join job_runs k on k.id = p.child and p.completed
        where p.run_id = c.run_id having count(*) > 0
      ) p on true
    where r.status in ('failed', 'cancelled')`;

const list: Statement = {
  name: 'list_checkpoints',
  text: `select c.job_name as "jobName", c.owner, r.subject, c.run_id as "runId", r.status, p.done as "phasesCompleted",
      p.phases, r.error ->> 'message' as error, c.created_at as "createdAt", ${doneAt} as "savedAt"
    ${interrupted} and (c.state is not null or p.done > 0)
    order by "savedAt" desc, c.job_name, c.owner limit $1`,
};

const countOld: Statement = {
  name: 'count_old_checkpoints',
  text: `select count(*)::int as checkpoints ${interrupted} and ${doneAt} < infra_now() - $1 * interval '1 ms'`,
};

const removeOld: Statement = {
  name: 'remove_old_checkpoints',
  text: `with old as materialized (
      select c.job_name, c.owner, c.run_id ${interrupted} and ${doneAt} < infra_now() - $1 * interval '1 ms'
    ),
    removed as (
      delete from checkpoints c using old o
      where c.job_name = o.job_name and c.owner = o.owner and c.run_id = o.run_id
      returning 1
    ),
    audited as (
      insert into audit_events (actor, action, target, details)
      select $2, 'checkpoints_cleaned', 'checkpoints', jsonb_build_object('removed', count(*)) from removed
    )
    select count(*)::int as checkpoints from removed`,
};

/** What interrupted runs can be resumed from. */
export class CheckpointStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * What a run that begins continues from: kept by an earlier attempt of it, or by an earlier run when it is to resume
   * that. What it does not continue from is removed.
   */
  async open({ id, attempt }: CheckpointToken): Promise<{ owner: string; state: unknown } | null> {
    const [row] = await this.#session.query<{ owner: string; state: unknown }>(open, [id, attempt]);
    return row ?? null;
  }

  /**
   * Replaces the state that a run keeps, in one statement guarded by the attempt.
   * @param owner whose the checkpoint is that the run has opened; null when there was none.
   * @returns whose it is; null when the run is no longer this attempt's.
   */
  async save(
    { id, attempt }: CheckpointToken,
    state: unknown,
    owner: string | null = null,
  ): Promise<string | null> {
    const [row] = await this.#session.query<{ owner: string }>(save, [
      id,
      attempt,
      storableJson(state),
      owner,
    ]);
    return row?.owner ?? null;
  }

  /** The phases that a combined run may continue from; null when it is no longer this attempt's. */
  async findPhases({ id, attempt }: CheckpointToken): Promise<PhasesFound | null> {
    const [row] = await this.#session.query<PhasesFound>(findPhases, [id, attempt]);
    return row ?? null;
  }

  /** The checkpoints of runs that failed or were cancelled, the latest first. */
  async list(limit: number): Promise<KeptCheckpoint[]> {
    return this.#session.query<KeptCheckpoint>(list, [limit]);
  }

  /** How many {@link removeOld} would remove. */
  async countOld(olderThanMs: number): Promise<number> {
    return countOf(await this.#session.query(countOld, [olderThanMs]));
  }

  /** Removes checkpoints of ended runs that were saved longer ago, and notes it in the audit. */
  async removeOld(olderThanMs: number, actor: string): Promise<number> {
    return countOf(await this.#session.query(removeOld, [olderThanMs, actor]));
  }
}

function countOf(rows: readonly { readonly checkpoints: number }[]): number {
  return rows[0]?.checkpoints ?? 0;
}
