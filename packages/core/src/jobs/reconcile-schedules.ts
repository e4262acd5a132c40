import { occurrencesOf } from '../clock/occurrences.js';
import type { Session } from '../database/database.js';
import { JobStore } from './job-store.js';
import { planSchedule, type StoredSchedule, type WantedSchedule } from './plan-schedule.js';

/** A tick or another process may come between reading and writing; each round plans afresh what was refused. */
const rounds = 10;

/**
 * Brings the stored schedules of some jobs to what is wanted of them, and keeps the ledger of skips complete.
 *
 * Reads, plans without locks, then compares and sets; what changed meanwhile is read and planned again.
 * @param wantedOf what is wanted, given what is stored; called once a round.
 * @returns the changed schedules as `job/schedule`.
 */
export async function reconcileSchedules(
  session: Session,
  jobNames: readonly string[],
  wantedOf: (stored: readonly StoredSchedule[]) => readonly WantedSchedule[],
  offReason: 'disabled' | 'no_worker' = 'disabled',
): Promise<string[]> {
  const store = new JobStore(session);
  const changed = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const stored = await store.schedules(jobNames);
    const now = await store.now();
    const byKey = new Map(stored.map((schedule) => [keyOf(schedule), schedule]));
    const changes = wantedOf(stored).flatMap((wanted) => {
      const before = byKey.get(keyOf(wanted)) ?? null;
      const times = { stored: before === null ? null : occurrencesOf(before), wanted: occurrencesOf(wanted) };
      return planSchedule(before, wanted, now, times, offReason) ?? [];
    });
    if (changes.length === 0) return [...changed];
    const applied = await store.changeSchedules(changes);
    for (const schedule of applied) changed.add(keyOf(schedule));
    if (applied.length === changes.length) return [...changed];
  }
  throw new Error(`the schedules of ${jobNames.join(', ')} kept changing while they were written`);
}

function keyOf(schedule: { readonly jobName: string; readonly name: string }): string {
  return `${schedule.jobName}/${schedule.name}`;
}
