import { type Occurrences, occurrencesOf } from '../clock/occurrences.js';
import type { NamedSchedule, RegisteredJob } from '../registry/registered-job.js';

/** One coming occurrence of one schedule. */
export interface ComingOccurrence {
  readonly at: Date;
  readonly schedule: NamedSchedule;
}

/** The moments of one schedule of a job. */
export function occurrencesOfSchedule(job: RegisteredJob, schedule: NamedSchedule): Occurrences {
  return occurrencesOf({
    schedule: schedule.schedule,
    timeZone: schedule.timeZone,
    clockChange: job.clockChange,
  });
}

/**
 * The next occurrences of all schedules of a job that are switched on, soonest first, whatever the job's own switch
 * says.
 * @param after the moment itself is excluded.
 */
export function comingOccurrences(job: RegisteredJob, count: number, after: Date): ComingOccurrence[] {
  return job.schedules
    .filter((schedule) => schedule.enabled)
    .flatMap((schedule) => {
      const moments = occurrencesOfSchedule(job, schedule).takeNext(count, after);
      return moments.map((at) => ({ at, schedule }));
    })
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .slice(0, count);
}
