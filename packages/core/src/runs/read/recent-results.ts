import type { Session, Statement } from '../../database/database.js';
import type { FinalStatus } from '../run-status.js';

/** How one finished run of a job ended. */
export interface RecentResult {
  readonly jobName: string;
  readonly runId: number;
  readonly status: FinalStatus;
  readonly finishedAt: Date;
  /** Null where there is no error. */
  readonly error: string | null;
}

// A range of one name: with an equality the planner may read all of history by its ids for a job that hardly ever ran.
const recent: Statement = {
  name: 'recent_results',
  text: `select r.* from unnest($1::text[]) j (name) cross join lateral (
      select job_name as "jobName", id as "runId", status, finished_at as "finishedAt", error ->> 'message' as error
      from job_runs where job_name between j.name and j.name and finished_at is not null
      order by job_name desc, id desc limit $2
    ) r`,
};

/** The last results of some jobs, each job's newest first. */
export async function recentResults(
  session: Session,
  jobNames: readonly string[],
  perJob: number,
): Promise<RecentResult[]> {
  return session.query<RecentResult>(recent, [jobNames, perJob]);
}
