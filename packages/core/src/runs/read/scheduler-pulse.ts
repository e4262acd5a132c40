import type { Session, Statement } from '../../database/database.js';

/** Whether anybody ticks, and in time. */
export interface SchedulerPulse {
  readonly ticks: boolean;
  /** Schedules whose occurrence is late. */
  readonly overdue: number;
  /** Whether everything is paused: then nothing shall tick. */
  readonly paused: boolean;
}

const pulse: Statement = {
  name: 'scheduler_pulse',
  text: `select exists (select from workers where gone_at is null and stopping_at is null and kind <> 'command'
      and heartbeat_at > infra_now() - $1 * interval '1 ms') as ticks,
    (select count(*)::int from job_schedules
      where enabled and next_run < infra_now() - $2 * interval '1 ms') as overdue,
    exists (select from pauses where scope = '*') as paused`,
};

/**
 * Asks for the pulse of all schedulers, in one statement.
 * @param leaseMs a process that has been silent for longer does not live.
 * @param toleranceMs how late an occurrence may be.
 */
export async function schedulerPulse(
  session: Session,
  leaseMs: number,
  toleranceMs: number,
): Promise<SchedulerPulse> {
  const [row] = await session.query<SchedulerPulse>(pulse, [leaseMs, toleranceMs]);
  if (row === undefined) throw new Error('the database returned no pulse');
  return row;
}
