import type { Session, Statement } from '../../database/database.js';
import type { ClaimScope } from './claim-scope.js';
import type { ClaimedRun } from '../run.js';

/** What a worker finds that looks around. */
export interface Outlook {
  readonly scope: ClaimScope;
  /** Whether a run waits that it has the job for, and that stands under no limit of its job. */
  readonly ready: boolean;
  /** Milliseconds until the first delayed run is due, negative when it is; null when nothing is delayed. */
  readonly nextInMs: number | null;
  /** The runs that are `running` in its name. */
  readonly held: readonly Pick<ClaimedRun, 'id' | 'attempt'>[];
}

// One statement, and one that writes nothing: an idle worker asks it once a second. What waits is probed queue by queue,
// by the index that the claim goes by: an EXISTS alone would be turned into a join that reads all that waits.
const look: Statement = {
  name: 'look_for_runs',
  text: `with served as materialized (select name, width from queues where $2::text[] is null or name = any($2))
    select
      json_build_object(
        'queues', (select coalesce(json_agg(name order by name), '[]') from served),
        'counted', exists (select from served where width is not null)
          or exists (select from job_limits where job_name = any($3))) as scope,
      exists (select from served q where (
        select true from job_runs r
        where r.queue = q.name and r.status = 'queued' and r.ready and not r.limited and r.reserved_for is null
          and r.job_name = any($3)
        order by r.priority desc, r.id limit 1)) as ready,
      (select extract(epoch from min(available_at) - infra_now()) * 1000 from job_runs
        where status = 'queued' and not ready)::float8 as "nextInMs",
      (select coalesce(json_agg(json_build_object('id', id, 'attempt', attempt)), '[]') from job_runs
        where status = 'running' and claimed_by = $1) as held`,
};

/** Looks for what a worker of these jobs is to do; `queues` null: it serves every queue. */
export async function lookForRuns(
  session: Session,
  workerId: number,
  queues: readonly string[] | null,
  jobNames: readonly string[],
): Promise<Outlook> {
  const [row] = await session.query<Outlook>(look, [workerId, queues, jobNames]);
  if (row === undefined) throw new Error('the database returned no outlook');
  return row;
}
