import { storableJson } from '../database/storable-json.js';
import type { WantedSchedule } from './plan-schedule.js';

/**
 * What statements take of schedules, an array for each column: job_name, name, schedule, time_zone, parameters, overlap,
 * misfire, clock_change, jitter_ms, max_attempts, queue, priority, limited, gated, subject, conflict_group, wanted.
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
    wanted.map((schedule) => schedule.queue),
    wanted.map((schedule) => schedule.priority),
    wanted.map((schedule) => schedule.limited),
    wanted.map((schedule) => schedule.gated),
    wanted.map((schedule) => schedule.subject),
    wanted.map((schedule) => schedule.conflictGroup),
    wanted.map((schedule) => schedule.wanted),
  ];
}
