import { storableJson } from '../database/storable-json.js';
import { mergeParameters } from '../registry/parse-parameters.js';
import { isGated, isLimitedWhenScheduled, type RegisteredJob } from '../registry/registered-job.js';
import type { WantedSchedule } from './plan-schedule.js';

/** What code and configuration want of a job's schedules. */
export function wantedSchedules(job: RegisteredJob): WantedSchedule[] {
  return job.schedules.map((schedule) => ({
    jobName: job.name,
    name: schedule.name,
    schedule: schedule.schedule,
    timeZone: schedule.timeZone,
    parameters: mergeParameters(job, {}, schedule),
    overlap: job.overlap,
    misfire: job.misfire,
    clockChange: job.clockChange,
    jitterMs: job.jitterMs,
    maxAttempts: job.retry.maxAttempts,
    queue: job.queue,
    priority: job.priority,
    limited: isLimitedWhenScheduled(job),
    gated: isGated(job),
    wanted: schedule.enabled,
  }));
}

/**
 * What statements take of schedules, an array for each column: job_name, name, schedule, time_zone, parameters, overlap,
 * misfire, clock_change, jitter_ms, max_attempts, wanted.
 */
export function scheduleArrays(wanted: readonly WantedSchedule[]): unknown[][] {
  return [
    wanted.map((schedule) => schedule.jobName),
    wanted.map((schedule) => schedule.name),
    wanted.map((schedule) => schedule.schedule),
    wanted.map((schedule) => schedule.timeZone),
    wanted.map((schedule) => storableJson(schedule.parameters)),
    wanted.map((schedule) => schedule.overlap),
    wanted.map((schedule) => JSON.stringify(schedule.misfire)),
    wanted.map((schedule) => JSON.stringify(schedule.clockChange)),
    wanted.map((schedule) => schedule.jitterMs),
    wanted.map((schedule) => schedule.maxAttempts),
    wanted.map((schedule) => schedule.wanted),
  ];
}
