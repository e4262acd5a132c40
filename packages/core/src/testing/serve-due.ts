import type { Database } from '../database/database.js';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { ScheduleStore } from '../jobs/schedule-store.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { createFakeClock } from './fake-clock.js';

/** What a scheduler did until it had nothing left to serve. */
export interface Served {
  readonly events: readonly RuntimeEvent[];
  /** Jobs whose running runs it wanted cancelled. */
  readonly superseded: readonly string[];
}

/** Lets a scheduler serve everything that is due by the clock of a test's database, which stands still meanwhile. */
export async function serveDue(database: Database): Promise<Served> {
  const clock = createFakeClock(Date.now());
  const events: RuntimeEvent[] = [];
  const superseded: string[] = [];
  const scheduler = new Scheduler({
    schedules: new ScheduleStore(database),
    clock,
    emit: (event) => events.push(event),
    enqueued: () => {},
    supersede: async (jobNames) => void superseded.push(...jobNames),
  });
  scheduler.start();
  // It asks a little after the moment itself, so that its timer never fires early.
  for (let before = -1; before < events.length; await clock.advance(1)) {
    before = events.length;
    await clock.untilSleeping();
    await clock.advance(1);
    await clock.untilSleeping();
  }
  await scheduler.stop();
  return { events, superseded };
}
