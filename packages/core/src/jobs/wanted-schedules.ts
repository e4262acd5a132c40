import { mergeParameters } from '../registry/parse-parameters.js';
import { isGated, isLimitedWhenScheduled, type RegisteredJob } from '../registry/registered-job.js';
import { heldBy } from '../registry/subject-of.js';
import type { WantedSchedule } from './plan-schedule.js';

/** What code and configuration want of a job's schedules. */
export function wantedSchedules(job: RegisteredJob): WantedSchedule[] {
  return job.schedules.map((schedule) => {
    const parameters = mergeParameters(job, {}, schedule);
    return {
      jobName: job.name,
      name: schedule.name,
      schedule: schedule.schedule,
      timeZone: schedule.timeZone,
      parameters,
      overlap: job.overlap,
      misfire: job.misfire,
      clockChange: job.clockChange,
      jitterMs: job.jitterMs,
      maxAttempts: job.retry.maxAttempts,
      queue: job.queue,
      priority: job.priority,
      limited: isLimitedWhenScheduled(job),
      gated: isGated(job),
      ...heldBy(job, parameters),
      wanted: schedule.enabled,
    };
  });
}
