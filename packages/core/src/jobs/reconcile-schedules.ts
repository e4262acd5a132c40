import { occurrencesOf } from '../clock/occurrences.js';
import type { Session } from '../database/database.js';
import { JobStore } from './job-store.js';
import {
  type PlanningFacts,
  planSchedule,
  type ScheduleChange,
  type StoredSchedule,
  type WantedSchedule,
} from './plan-schedule.js';
import { type JobSwitch, ScheduleChangeStore } from './schedule-change-store.js';

/** A tick or another process may come between reading and writing; each round plans afresh what was refused. */
const rounds = 10;

/**
 * Brings the stored schedules of some jobs to what is wanted of them and to the switches of their jobs, and keeps the
 * ledger of skips complete.
 *
 * Reads, plans without locks, then compares and sets; what changed meanwhile is read and planned again.
 * @param wantedOf what is wanted, given what is stored; called once a round. Left out: the stored settings themselves.
 * @returns the changed schedules as `job/schedule`.
 */
export async function reconcileSchedules(
  session: Session,
  jobNames: readonly string[],
  wantedOf: (stored: readonly StoredSchedule[]) => readonly WantedSchedule[] = (stored) => stored,
): Promise<string[]> {
  const store = new ScheduleChangeStore(session);
  const changed = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const stored = await store.schedules(jobNames);
    const switches = await store.switches(jobNames);
    const now = await new JobStore(session).now();
    const changes = plan(stored, wantedOf(stored), switches, now);
    const applied = await store.change(changes);
    for (const schedule of applied) changed.add(keyOf(schedule));
    if (applied.length === changes.length) return [...changed];
  }
  throw new Error(`the schedules of ${jobNames.join(', ')} kept changing while they were written`);
}

function plan(
  stored: readonly StoredSchedule[],
  wanted: readonly WantedSchedule[],
  switches: readonly JobSwitch[],
  now: Date,
): ScheduleChange[] {
  const before = new Map(stored.map((schedule) => [keyOf(schedule), schedule]));
  const offOf = new Map(switches.map((job) => [job.jobName, offReason(job)]));
  return wanted.flatMap((schedule) => {
    const off = offOf.get(schedule.jobName) ?? null;
    const facts: PlanningFacts = { now, off, timesOf: occurrencesOf };
    return planSchedule(before.get(keyOf(schedule)) ?? null, schedule, facts) ?? [];
  });
}

function offReason({ enabled, orphaned }: JobSwitch): PlanningFacts['off'] {
  if (!enabled) return 'disabled';
  return orphaned ? 'no_worker' : null;
}

function keyOf(schedule: { readonly jobName: string; readonly name: string }): string {
  return `${schedule.jobName}/${schedule.name}`;
}
