import type { Session, Statement } from '../database/database.js';

/** What there is to do about stored jobs beside the tick. */
export interface JobsOutlook {
  /** Jobs whose operator's word has run out. */
  readonly expired: readonly string[];
  /** Whether one of the process's own jobs has to be marked as seen again. */
  readonly unseen: boolean;
  /** Whether a job has been had by no live process for too long. */
  readonly orphaned: boolean;
}

/** How long a job stays marked as seen, in SQL. */
export const seenFor = `interval '1 minute'`;

// It writes nothing, and so it is all that an idle process asks.
const look: Statement = {
  name: 'look_at_jobs',
  text: `select
      array(select job_name from scheduled_jobs where until <= infra_now()) as expired,
      exists (select from scheduled_jobs
        where job_name = any($1) and (seen_at < infra_now() - ${seenFor} or orphaned_at is not null)) as unseen,
      exists (select from scheduled_jobs
        where orphaned_at is null and seen_at < infra_now() - $2 * interval '1 ms') as orphaned`,
};

/** Looks at all jobs, for a process that has these; a job that nobody has had for `orphanedAfterMs` is orphaned. */
export async function lookAtJobs(
  session: Session,
  jobNames: readonly string[],
  orphanedAfterMs: number,
): Promise<JobsOutlook> {
  const [row] = await session.query<JobsOutlook>(look, [jobNames, orphanedAfterMs]);
  if (row === undefined) throw new Error('the database returned no outlook');
  return row;
}
