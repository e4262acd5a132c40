import type { Session, Statement } from '../database/database.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { followerArrays } from './follower-arrays.js';

// Whoever settles reads these without a lock; two processes that write them wait for each other at the jobs' rows.
const write: Statement = {
  name: 'write_consequences',
  text: `with given as materialized (
      select * from unnest($1::text[], $2::int[], $3::boolean[], $4::boolean[])
        as g(job_name, alert_after, pause_on_alert, pinged)
    ),
    locked as materialized (
      select job_name from scheduled_jobs where job_name = any($1) order by job_name for no key update
    ),
    followers as materialized (
      select * from unnest($5::text[], $6::text[], $7::jsonb[], $8::text[], $9::int[], $10::boolean[], $11::int[],
        $12::boolean[], $13::text[], $14::text[])
        as f(after_job, job_name, parameters, queue, priority, limited, max_attempts, gated, subject, conflict_group)
      where (select count(*) from locked) >= 0
    ),
    written as (
      update scheduled_jobs j set alert_after = g.alert_after, pause_on_alert = g.pause_on_alert, pinged = g.pinged
      from given g join locked using (job_name)
      where j.job_name = g.job_name
        and (j.alert_after, j.pause_on_alert, j.pinged) is distinct from (g.alert_after, g.pause_on_alert, g.pinged)
    ),
    unpinged as (
      delete from notifications n using given g
      where n.kind = 'ping' and n.job_name = g.job_name and not g.pinged
        and n.delivered_at is null and n.abandoned_at is null
    ),
    dropped as (
      delete from job_followers o
      where o.job_name = any($1) and (select count(*) from locked) >= 0
        and not exists (select from followers f where f.after_job = o.after_job and f.job_name = o.job_name)
    )
    insert into job_followers as o (after_job, job_name, parameters, queue, priority, limited, max_attempts, gated,
      subject, conflict_group)
    select after_job, job_name, parameters, queue, priority, limited, max_attempts, gated, subject, conflict_group
    from followers
    order by after_job, job_name
    on conflict (after_job, job_name) do update set parameters = excluded.parameters, queue = excluded.queue,
      priority = excluded.priority, limited = excluded.limited, max_attempts = excluded.max_attempts,
      gated = excluded.gated, subject = excluded.subject, conflict_group = excluded.conflict_group`,
};

/** What follows when a run of a job ends: when failures raise an alert, whether it is pinged, which jobs come after. */
export class ConsequenceStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Writes what code and configuration say of these jobs; followers that they no longer name are removed.
   * @param pinged jobs whose completed runs are told to a URL.
   */
  async write(jobs: readonly RegisteredJob[], pinged: ReadonlySet<string>): Promise<void> {
    await this.#session.query(write, [
      jobs.map(({ name }) => name),
      jobs.map(({ alert }) => alert.after),
      jobs.map(({ alert }) => alert.pause),
      jobs.map(({ name }) => pinged.has(name)),
      ...followerArrays(jobs),
    ]);
  }
}
