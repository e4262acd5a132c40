import type { Session, Statement } from '../database/database.js';

const add: Statement = {
  name: 'add_limits',
  text: `insert into job_limits (job_name, max_running) select name, 1 from unnest($1::text[]) name order by name
    on conflict (job_name) do nothing`,
};

// What still waits or runs under a limit that is gone is as free as any other run. Runs are locked before limits, as
// everywhere.
const remove: Statement = {
  name: 'remove_limits',
  text: `with gone as materialized (select job_name from job_limits where job_name = any($1)),
    runs as materialized (
      select id from job_runs
      where job_name in (select job_name from gone) and limited and status in ('queued', 'running')
      order by id
      for no key update
    ),
    freed as (update job_runs r set limited = false from runs where r.id = runs.id returning 1)
    delete from job_limits
    where job_name in (select job_name from gone) and (select count(*) from freed) >= 0`,
};

/** How many scheduled runs of a job may run at once, in the whole cluster. */
export class LimitStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** One at a time for the `single` jobs, no limit for the others. */
  async write(single: readonly string[], unlimited: readonly string[]): Promise<void> {
    await this.#session.query(add, [single]);
    await this.#session.query(remove, [unlimited]);
  }
}
