import type { RegisteredJob } from '../registry/registered-job.js';

/**
 * What statements take of jobs, an array for each column: job_name, schedule, enabled, extension, description, time_zone.
 */
export function jobArrays(jobs: readonly RegisteredJob[]): unknown[][] {
  return [
    jobs.map((job) => job.name),
    jobs.map((job) => job.schedule),
    jobs.map((job) => job.enabled),
    jobs.map((job) => job.extension),
    jobs.map((job) => job.description),
    jobs.map((job) => job.timeZone),
  ];
}
