import type { Session, Statement } from '../database/database.js';
import { storableJson } from '../database/storable-json.js';
import { mergeParameters } from '../registry/parse-parameters.js';
import {
  isGated,
  isLimited,
  isLimitedWhenScheduled,
  type RegisteredJob,
} from '../registry/registered-job.js';
import { heldBy } from '../registry/subject-of.js';
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
        $17::jsonb[], $18::int[], $19::int[], $20::boolean[], $21::text[], $22::int[], $32::boolean[],
        $34::text[], $35::text[])
        as g(job_name, name, schedule, time_zone, parameters, overlap, misfire, clock_change, jitter_ms, max_attempts,
          wanted, queue, priority, gated, subject, conflict_group)
    ),
    stored as materialized (
      select j.*, j.enabled and j.orphaned_at is null as firing from scheduled_jobs j where j.job_name = any($1)
    ),
    followers as materialized (
      select * from unnest($23::text[], $24::text[], $25::jsonb[], $26::text[], $27::int[], $28::boolean[], $29::int[],
        $33::boolean[], $36::text[], $37::text[])
        as g(after_job, job_name, parameters, queue, priority, limited, max_attempts, gated, subject, conflict_group)
    )
    select not exists (
        select job_name, schedule, enabled, extension, description, time_zone, alert_after, pause_on_alert, pinged from jobs
        except
        select job_name, schedule, enabled_by_code, extension, description, time_zone, alert_after, pause_on_alert, pinged
        from stored where orphaned_at is null and (enabled_by <> 'code' or enabled = enabled_by_code)
      ) and not exists (
        select job_name, name, schedule, time_zone, parameters, overlap, misfire, clock_change, jitter_ms, max_attempts,
          queue, priority, wanted, gated, subject, conflict_group
        from wanted
        except
        select s.job_name, s.name, s.schedule, s.time_zone, s.parameters, s.overlap, s.misfire, s.clock_change,
          s.jitter_ms, s.max_attempts, s.queue, s.priority, s.wanted, s.gated,
          s.subject, s.conflict_group
        from job_schedules s join stored j on j.job_name = s.job_name
        where s.enabled = (s.wanted and j.firing) and not s.limited
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
      ) and not exists (select unnest($30::text[]) except select name from queues)
      and not exists (select from job_limits where job_name = any($1))
      and not exists (select from scheduled_jobs where job_name = any($31)) as written`,
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
  const schedules = jobs.flatMap(wantedSchedules);
  const held = jobs.flatMap((job) => job.after.map(() => heldBy(job, mergeParameters(job, {}))));
  const values = [
    ...jobColumns(jobs, pinged),
    ...scheduleArrays(schedules),
    schedules.map(({ queue }) => queue),
    schedules.map(({ priority }) => priority),
    ...followerColumns(jobs),
    [...new Set(jobs.map((job) => job.queue))],
    jobs.flatMap((job) => job.formerly),
    schedules.map(({ gated }) => gated),
    jobs.flatMap((job) => job.after.map(() => isGated(job))),
    schedules.map(({ subject }) => subject),
    schedules.map(({ conflictGroup }) => conflictGroup),
    held.map(({ subject }) => subject),
    held.map(({ conflictGroup }) => conflictGroup),
  ];
  const [row] = await session.query<{ written: boolean }>(compare, values);
  return row?.written ?? false;
}

function jobColumns(jobs: readonly RegisteredJob[], pinged: ReadonlySet<string>): unknown[][] {
  return [
    jobs.map((job) => job.name),
    jobs.map((job) => job.schedule),
    jobs.map((job) => job.enabled),
    jobs.map((job) => job.extension),
    jobs.map((job) => job.description),
    jobs.map((job) => job.timeZone),
    jobs.map((job) => job.alert.after),
    jobs.map((job) => job.alert.pause),
    jobs.map((job) => pinged.has(job.name)),
  ];
}

function followerColumns(jobs: readonly RegisteredJob[]): unknown[][] {
  const followers = jobs.flatMap((job) => job.after.map((after) => ({ job, after })));
  return [
    followers.map(({ after }) => after),
    followers.map(({ job }) => job.name),
    followers.map(({ job }) => storableJson(mergeParameters(job, {}))),
    followers.map(({ job }) => job.queue),
    followers.map(({ job }) => job.priority),
    followers.map(({ job }) => isLimited(job)),
    followers.map(({ job }) => job.retry.maxAttempts),
  ];
}
