import { countStreaks, endStreaks } from '../../failures/count-streaks.js';
import { recordFailures } from '../../failures/record-failures.js';
import { announceAlerts, announceEndings } from '../../notifications/announce-endings.js';

/** How runs may end in a statement: what cannot happen is left out of it. */
export type Ending = 'completed' | 'failed' | 'cancelled';

/**
 * The parts of a statement (WITH queries, to be followed by more or by the SELECT) that keep the counters true when runs
 * leave `running` or end: slots of limited jobs and of queues with a width are given back, and `scheduled_jobs` takes up
 * what is final. With them goes what follows from an ending: the failure log, alerts about failures in a row, and what
 * the outside is told (`told`, and by what may happen `alarmed` and `cleared`).
 *
 * Locks are taken in one order everywhere, so that no two statements wait for each other: runs by id, limits by name,
 * queues by name, jobs by name. The latest run that began is the one that `last_status` and `last_error` tell of,
 * whenever it ends.
 * @param ended the WITH query that moved the runs: id, job_name, status, started_at, error, notify, slot, true when the
 * run held one of its job's limited slots, and lane, the queue that it held a slot of or null (see {@link laneHeld}).
 * Where runs only complete, no error is looked at.
 * @param endings how runs may end in it, beside going back to the queue: what cannot happen is left out, for every part
 * costs the statement a little, also when it finds nothing to do.
 */
export function countEndings(ended: string, endings: readonly Ending[]): string {
  const only = endings.length === 1 ? endings[0] : null;
  const mayFail = endings.includes('failed');
  return `
    ${sumUp(ended, only === 'completed')},
    ${leaveSlots},
    ${leaveLanes},
    ${only === 'completed' ? '' : `${latestOf(ended)},`}
    counts as materialized (
      select j.job_name, c.runs, c.failed, c.last_success, j.last_run as was_run, j.last_success as was_success,
        j.consecutive_failures as was_failures, j.alert_after, j.pinged
      from scheduled_jobs j
      join (
        select job_name, sum(runs)::int as runs, sum(failed)::int as failed, max(last_success) as last_success
        from sums where final group by job_name
      ) c using (job_name)
      where (select count(*) from lanes) >= 0
      order by j.job_name
      for no key update of j
    ),
    ${consequences(ended, endings).join(',')},
    counted as (
      update scheduled_jobs j
      set run_count = j.run_count + c.runs,
        last_success = greatest(j.last_success, c.last_success),
        ${only === 'completed' ? lastCompleted : lastEnded},
        ${mayFail || endings.includes('completed') ? 'consecutive_failures = coalesce(s.failures, 0),' : ''}
        next_run = (select min(n.next_run) from job_schedules n where n.job_name = j.job_name and n.enabled),
        updated_at = infra_now()
      from counts c
        ${only === 'completed' ? '' : 'left join latest l on l.job_name = c.job_name'}
        ${mayFail || endings.includes('completed') ? 'left join streaks s on s.job_name = c.job_name' : ''}
      where j.job_name = c.job_name
    )`;
}

/** The runs are looked through once; what follows works with a row or two for each job. */
function sumUp(ended: string, completed: boolean): string {
  const [final, failed, success] = completed
    ? ['true', '0', 'max(started_at)']
    : [
        `status <> 'queued'`,
        `count(*) filter (where status = 'failed')::int`,
        `max(started_at) filter (where status = 'completed')`,
      ];
  return `sums as materialized (
      select job_name, slot, lane, ${final} as final, count(*)::int as runs, ${failed} as failed,
        ${success} as last_success
      from ${ended} group by job_name, slot, lane${completed ? '' : ', 4'}
    )`;
}

const leaveSlots = `slots as materialized (
      select l.job_name, s.runs from job_limits l
      join (select job_name, sum(runs)::int as runs from sums where slot group by job_name) s using (job_name)
      order by l.job_name
      for no key update of l
    ),
    given_back as (
      update job_limits l set running = greatest(0, l.running - s.runs) from slots s where l.job_name = s.job_name
    )`;

/** For the RETURNING of what moves a run `r` out of `running`: the queue that it held a slot of, else null. */
export const laneHeld = 'case when r.in_lane then r.queue end as lane';

// A queue that has lost its width meanwhile counts nothing, so its count may not fall below nothing.
const leaveLanes = `lanes as materialized (
      select q.name, s.runs from queues q
      join (select lane, sum(runs)::int as runs from sums where lane is not null group by lane) s on s.lane = q.name
      where (select count(*) from slots) >= 0
      order by q.name
      for no key update of q
    ),
    left_lanes as (
      update queues q set running = greatest(0, q.running - s.runs) from lanes s where q.name = s.name
    )`;

const latestOf = (ended: string) => `latest as (
      select distinct on (job_name) job_name, status, error, started_at from ${ended}
      where status <> 'queued' and started_at is not null
      order by job_name, started_at desc, id desc
    )`;

const isLatest = (start: string) => `case when ${start} >= coalesce(j.last_run, '-infinity')`;

const lastEnded = `last_run = greatest(j.last_run, l.started_at),
        last_status = ${isLatest('l.started_at')}
          then case l.status when 'completed' then 'success' else l.status end else j.last_status end,
        last_error = ${isLatest('l.started_at')}
          then case when l.status = 'completed' then null else l.error ->> 'message' end else j.last_error end`;

const lastCompleted = `last_run = greatest(j.last_run, c.last_success),
        last_status = ${isLatest('c.last_success')} then 'success' else j.last_status end,
        last_error = ${isLatest('c.last_success')} then null else j.last_error end`;

function consequences(ended: string, endings: readonly Ending[]): string[] {
  const mayComplete = endings.includes('completed');
  const parts = [announceEndings(ended, mayComplete ? 'counts' : null)];
  if (endings.includes('failed')) {
    parts.push(recordFailures(ended), countStreaks(ended, 'counts'), announceAlerts('raised'));
  } else if (mayComplete) parts.push(endStreaks('counts'));
  return parts;
}
