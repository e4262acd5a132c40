import type { Session, Statement } from '../database/database.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { isLimited } from '../registry/registered-job.js';
import { SlotStore } from './slot-store.js';

/** What a job says of its limits. */
export type LimitedJob = Pick<RegisteredJob, 'name' | 'concurrency' | 'rate' | 'overlap'>;

// A limit that is new is all taken until what runs is counted. One whose rate changes keeps the tokens it has.
const write: Statement = {
  name: 'write_limits',
  text: `insert into job_limits (job_name, max_running, running, rate, burst, tokens, refilled_at)
    select g.job_name, g.max_running, coalesce(g.max_running, 0), g.rate, g.burst, g.burst,
      case when g.rate is not null then infra_now() end
    from unnest($1::text[], $2::int[], $3::float8[], $4::float8[]) as g(job_name, max_running, rate, burst)
    order by g.job_name
    on conflict (job_name) do update set max_running = excluded.max_running, rate = excluded.rate,
      burst = excluded.burst, tokens = case when excluded.rate is not null
        then least(coalesce(job_limits.tokens, excluded.burst), excluded.burst) end,
      refilled_at = case when excluded.rate is not null then coalesce(job_limits.refilled_at, excluded.refilled_at) end
    where (job_limits.max_running, job_limits.rate, job_limits.burst)
      is distinct from (excluded.max_running, excluded.rate, excluded.burst)`,
};

// Every unfinished run of these jobs that nobody has reserved goes by the limit from now on. Each part of the union has
// an index: a job's whole history is not read.
const mark: Statement = {
  name: 'mark_limited',
  patient: true,
  text: `with wanted as materialized (select * from unnest($1::text[], $2::boolean[]) as w(job_name, every)),
    unfinished as materialized (
      select id from job_runs where status = 'queued' and ready and not limited and reserved_for is null and job_name = any($1)
      union all
      select id from job_runs where status = 'queued' and not ready and job_name = any($1)
      union all
      select id from job_runs where status = 'running' and job_name = any($1)
      union all
      select id from job_runs where status in ('pending', 'awaiting_approval', 'approved') and job_name = any($1)
      union all
      select id from job_runs where status in ('queued', 'running') and limited and job_name = any($1)
    ),
    astray as materialized (
      select r.id, w.every or r.scheduled_for is not null as limited
      from job_runs r join wanted w using (job_name)
      where r.id = any(array(select id from unfinished))
        and r.status in ('pending', 'awaiting_approval', 'approved', 'queued', 'running') and r.reserved_for is null
        and r.limited <> (w.every or r.scheduled_for is not null)
      order by r.id
      for no key update of r
    ),
    marked as (update job_runs r set limited = a.limited from astray a where r.id = a.id returning 1)
    select count(*)::int as marked from marked`,
};

// What still waits or runs under a limit that is gone is as free as any other run. Runs are locked before limits, as
// everywhere.
const remove: Statement = {
  name: 'remove_limits',
  patient: true,
  text: `with runs as materialized (
      select id from job_runs
      where job_name = any($1) and limited and status in ('queued', 'running')
      order by id
      for no key update
    ),
    freed as (update job_runs r set limited = false from runs where r.id = runs.id returning 1)
    delete from job_limits where job_name = any($1) and (select count(*) from freed) >= 0`,
};

// A program of another build may have enqueued them after the limit had gone: nobody would ever claim them.
const stranded: Statement = {
  name: 'stranded_jobs',
  text: `select g.job_name as name from unnest($1::text[]) as g(job_name)
    where not exists (select from job_limits l where l.job_name = g.job_name)
      and exists (select from queues q where (
        select true from job_runs r where r.queue = q.name and r.job_name = g.job_name and r.status = 'queued'
          and r.ready and r.limited and r.reserved_for is null
        order by r.priority desc, r.id limit 1))`,
};

/** How many runs of a job may run at once and how many may start in a time, in the whole cluster. */
export class LimitStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Writes what these jobs say, each of which has a limit; the last to say it wins. Runs that wait or run already go by
   * it too. The session is a transaction: no run is counted twice or not at all.
   */
  async write(jobs: readonly LimitedJob[]): Promise<void> {
    const names = jobs.map((job) => job.name);
    await this.#session.query(mark, [names, jobs.map(isLimited)]);
    await this.#session.query(write, [
      names,
      jobs.map(mostAtOnce),
      jobs.map((job) => job.rate?.perSecond ?? null),
      jobs.map((job) => job.rate?.burst ?? null),
    ]);
    await new SlotStore(this.#session).recount({ jobs: names, queues: [] });
  }

  /** Of these jobs, those with runs that wait for a limit which does not exist. */
  async stranded(jobNames: readonly string[]): Promise<string[]> {
    return (await this.#session.query<{ name: string }>(stranded, [jobNames])).map(({ name }) => name);
  }

  /** Sets the waiting and the running runs of these jobs free, and removes their limits. */
  async remove(jobNames: readonly string[]): Promise<void> {
    await this.#session.query(remove, [jobNames]);
  }
}

/** Overlap `queue` and `cancel-running` let one run go at a time, whatever more a concurrency would. */
function mostAtOnce(job: LimitedJob): number | null {
  return job.overlap === 'queue' || job.overlap === 'cancel-running' ? 1 : job.concurrency;
}
