import type { Session, Statement } from '../database/database.js';
import { isLimitedWhenScheduled, type RegisteredJob } from '../registry/registered-job.js';
import { followerArrays } from './follower-arrays.js';
import { jobArrays } from './job-arrays.js';
import { scheduleArrays } from './schedule-arrays.js';
import { wantedSchedules } from './wanted-schedules.js';

// What is there is compared, not a mark that a sync has left: another build may have written since, or half of it.
const compare: Statement = {
  name: 'are_jobs_written',
  text: `with jobs as materialized (
      select * from unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::int[],
        $8::boolean[], $9::boolean[])
        as g(job_name, schedule, enabled, extension, description, time_zone, alert_after, pause_on_alert, pinged)
    ),
    wanted as materialized (
      select * from unnest($10::text[], $11::text[], $12::text[], $13::text[], $14::jsonb[], $15::text[], $16::jsonb[],
        $17::jsonb[], $18::int[], $19::int[], $20::text[], $21::int[], $22::boolean[], $23::boolean[], $24::text[],
        $25::text[], $26::boolean[])
        as g(job_name, name, schedule, time_zone, parameters, overlap, misfire, clock_change, jitter_ms, max_attempts,
          queue, priority, limited, gated, subject, conflict_group, wanted)
    ),
    stored as materialized (
      select j.*, j.enabled and j.orphaned_at is null as firing from scheduled_jobs j where j.job_name = any($1)
    ),
    followers as materialized (
      select * from unnest($27::text[], $28::text[], $29::jsonb[], $30::text[], $31::int[], $32::boolean[], $33::int[],
        $34::boolean[], $35::text[], $36::text[])
        as g(after_job, job_name, parameters, queue, priority, limited, max_attempts, gated, subject, conflict_group)
    )
    select not exists (
        select job_name, schedule, enabled, extension, description, time_zone, alert_after, pause_on_alert, pinged from jobs
        except
        select job_name, schedule, enabled_by_code, extension, description, time_zone, alert_after, pause_on_alert, pinged
        from stored where orphaned_at is null and (enabled_by <> 'code' or enabled = enabled_by_code)
      ) and not exists (
        select job_name, name, schedule, time_zone, parameters, overlap, misfire, clock_change, jitter_ms, max_attempts,
          queue, priority, limited, gated, subject, conflict_group, wanted
        from wanted
        except
        select s.job_name, s.name, s.schedule, s.time_zone, s.parameters, s.overlap, s.misfire, s.clock_change,
          s.jitter_ms, s.max_attempts, s.queue, s.priority, s.limited, s.gated, s.subject, s.conflict_group, s.wanted
        from job_schedules s join stored j on j.job_name = s.job_name
        where s.enabled = (s.wanted and j.firing)
      ) and not exists (
        select from job_schedules s left join wanted g on g.job_name = s.job_name and g.name = s.name
        where s.job_name = any($1) and g.name is null and (s.wanted or s.enabled)
      ) and not exists (
        select * from followers
        except
        select after_job, job_name, parameters, queue, priority, limited, max_attempts, gated, subject, conflict_group
        from job_followers
      ) and not exists (
        select from job_followers f left join followers g on g.after_job = f.after_job and g.job_name = f.job_name
        where f.job_name = any($1) and g.job_name is null
      ) and not exists (select unnest($37::text[]) except select name from queues)
      and not exists (select from job_limits where job_name = any($1))
      and not exists (select from scheduled_jobs where job_name = any($38)) as written`,
};

/**
 * Whether the database holds what code and configuration say of these jobs, so that a sync would change nothing. Never
 * of jobs with limits: only a sync looks at the runs that wait for them.
 * @param pinged the jobs whose completed runs this configuration tells to a URL.
 */
export async function areJobsWritten(
  session: Session,
  jobs: readonly RegisteredJob[],
  pinged: ReadonlySet<string>,
): Promise<boolean> {
  if (jobs.some(isLimitedWhenScheduled)) return false;
  const values = [
    ...jobArrays(jobs),
    jobs.map((job) => job.alert.after),
    jobs.map((job) => job.alert.pause),
    jobs.map((job) => pinged.has(job.name)),
    ...scheduleArrays(jobs.flatMap(wantedSchedules)),
    ...followerArrays(jobs),
    [...new Set(jobs.map((job) => job.queue))],
    jobs.flatMap((job) => job.formerly),
  ];
  const [row] = await session.query<{ written: boolean }>(compare, values);
  return row?.written ?? false;
}
