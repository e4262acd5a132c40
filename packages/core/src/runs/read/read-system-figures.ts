import type { Session, Statement } from '../../database/database.js';
import { readyLanes } from '../run-lanes.js';

/** What a monitoring system counts of one job. */
export interface JobFigures {
  readonly jobName: string;
  readonly enabled: boolean;
  /** Finished runs, ever. */
  readonly runCount: number;
  readonly lastRun: Date | null;
  readonly lastSuccess: Date | null;
}

const oldest: Statement = {
  name: 'oldest_ready_run',
  text: `select extract(epoch from infra_now() - min(at)) * 1000 as "oldestMs" from (
    ${readyLanes.map((lane) => `(select min(available_at) as at from job_runs where ${lane})`).join(' union all ')}) x`,
};

const figures: Statement = {
  name: 'job_figures',
  text: `select job_name as "jobName", enabled, run_count as "runCount", last_run as "lastRun",
    last_success as "lastSuccess" from scheduled_jobs where orphaned_at is null order by job_name`,
};

/** For how many milliseconds the oldest run that could be claimed waits; null when none does. */
export async function oldestReadyMs(session: Session): Promise<number | null> {
  const [row] = await session.query<{ oldestMs: string | null }>(oldest);
  return row?.oldestMs == null ? null : Math.max(0, Number(row.oldestMs));
}

/** What there is to count of each job that some process has. */
export async function jobFigures(session: Session): Promise<JobFigures[]> {
  return session.query<JobFigures>(figures);
}
