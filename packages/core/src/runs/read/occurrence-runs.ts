import type { Session, Statement } from '../../database/database.js';
import type { Run } from '../run.js';
import { runColumns } from '../run-columns.js';

// Of each schedule as many as of all together: the index of occurrences gives them in this order.
const newest: Statement = {
  name: 'newest_occurrence_runs',
  text: `select ${runColumns} from job_runs
    where id = any(array(
      select r.id from unnest($2::text[]) s (name) cross join lateral (
        select id, scheduled_for from job_runs
        where job_name = $1 and schedule_name = s.name and scheduled_for is not null
        order by scheduled_for desc limit $3
      ) r
      order by r.scheduled_for desc limit $3
    ))
    order by scheduled_for desc, id desc`,
};

/** The runs of the latest occurrences of some schedules of a job that have one, newest first. */
export async function newestOccurrenceRuns(
  session: Session,
  { jobName, schedules, limit }: { jobName: string; schedules: readonly string[]; limit: number },
): Promise<Run[]> {
  return session.query<Run>(newest, [jobName, schedules, limit]);
}
