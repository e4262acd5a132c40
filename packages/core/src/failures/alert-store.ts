import type { Session, Statement } from '../database/database.js';

const clearRepeated: Statement = {
  name: 'clear_repeated_failures',
  text: `update alerts set cleared_at = infra_now()
    where kind = 'repeated_failures' and job_name = $1 and cleared_at is null`,
};

// Counts no further than it must: as long as all is well that is a look at a few rows of an index.
const watchUnresolved: Statement = {
  name: 'watch_unresolved_failures',
  text: `with known as materialized (
      select (select count(*) from (select from failures where resolved_at is null limit $1 + 1) f) > $1 as too_many,
        exists (select from alerts where kind = 'unresolved_failures' and cleared_at is null) as open
    ),
    raised as (
      insert into alerts (kind, details)
      select 'unresolved_failures', jsonb_build_object(
        'failures', (select count(*) from failures where resolved_at is null), 'error', null, 'runs', '[]'::jsonb)
      from known where too_many and not open
      on conflict (kind, job_name) where cleared_at is null do nothing
      returning id
    ),
    alarmed as (insert into notifications (kind, job_name, alert_id) select 'alert', '', id from raised),
    cleared as (
      update alerts set cleared_at = infra_now()
      where kind = 'unresolved_failures' and cleared_at is null and (select open and not too_many from known)
      returning 1
    )
    select exists (select from raised) as raised, exists (select from cleared) as cleared`,
};

/** The alerts that are open. Those about failures in a row are raised and cleared by what ends runs. */
export class AlertStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Ends the alert about a job's failures in a row, if there is one. */
  async clearRepeated(jobName: string): Promise<void> {
    await this.#session.query(clearRepeated, [jobName]);
  }

  /**
   * Raises the alert about unresolved failures, and writes it to the outbox, when there are more than `most` and none is
   * open; clears it when there are no more than that.
   */
  async watchUnresolved(most: number): Promise<{ readonly raised: boolean; readonly cleared: boolean }> {
    const [row] = await this.#session.query<{ raised: boolean; cleared: boolean }>(watchUnresolved, [most]);
    return row ?? { raised: false, cleared: false };
  }
}
