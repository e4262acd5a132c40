import type { Session } from '../database/database.js';
import { AuditStore } from '../jobs/audit-store.js';
import { JobStore } from '../jobs/job-store.js';
import type { StoredSchedule, WantedSchedule } from '../jobs/plan-schedule.js';
import { QueueStore } from '../jobs/queue-store.js';
import type { Held } from './held-by-chain.js';
import { reconcileSchedules } from '../jobs/reconcile-schedules.js';
import { ScheduleChangeStore } from '../jobs/schedule-change-store.js';
import { chainJob, chainJobName } from '../registry/chain-job.js';
import type { Parameters } from '../registry/parse-parameters.js';

/** The schedule of a chain: one of the job of chains, called as the chain is. */
export interface ChainSchedule extends StoredSchedule {
  /** What its runs are given. */
  readonly given: Parameters;
}

/** When a chain is to run by itself. */
export interface ChainTimes {
  /** Six fields. */
  readonly schedule: string;
  readonly timeZone: string;
  /** What its runs are given. */
  readonly given: Parameters;
  /** What they work on, and the group in which they hold it; null: nothing. */
  readonly holds: Held | null;
}

/** The schedules of all chains that have, or had, one. */
export async function chainSchedules(session: Session): Promise<ChainSchedule[]> {
  const stored = await new ScheduleChangeStore(session).schedules([chainJobName]);
  return stored.map((schedule) => ({ ...schedule, given: givenBy(schedule) }));
}

/** The schedule of a chain; null when it never had one. */
export async function scheduleOfChain(session: Session, chain: string): Promise<ChainSchedule | null> {
  return (await chainSchedules(session)).find(({ name }) => name === chain) ?? null;
}

/**
 * Puts a chain on a schedule, or changes the one that it has. Its runs take the steps that it has when they begin.
 * @param session a transaction.
 */
export async function putOnSchedule(
  session: Session,
  chain: string,
  times: ChainTimes,
  actor: string,
): Promise<void> {
  await new JobStore(session).insertMissing([chainJob]);
  await new QueueStore(session).insertMissing([chainJob.queue]);
  await reconcileSchedules(session, [chainJobName], (stored) => [
    ...stored.filter(({ name }) => name !== chain),
    wantedSchedule(chain, times),
  ]);
  const { schedule, timeZone } = times;
  const details = { schedule, time_zone: timeZone };
  await new AuditStore(session).append({
    actor,
    action: 'chain_scheduled',
    target: chain,
    reason: null,
    details,
  });
}

/**
 * Takes a chain from its schedule, which stays for its history.
 * @param session a transaction.
 * @returns false when it was on none.
 */
export async function takeFromSchedule(session: Session, chain: string, actor: string): Promise<boolean> {
  const schedule = await scheduleOfChain(session, chain);
  if (schedule?.wanted !== true) return false;
  await reconcileSchedules(session, [chainJobName], (stored) =>
    stored.map((one) => (one.name === chain ? { ...one, wanted: false } : one)),
  );
  await new AuditStore(session).append({ actor, action: 'chain_unscheduled', target: chain, reason: null });
  return true;
}

function wantedSchedule(chain: string, { schedule, timeZone, given, holds }: ChainTimes): WantedSchedule {
  return {
    jobName: chainJobName,
    name: chain,
    schedule,
    timeZone,
    parameters: Object.keys(given).length === 0 ? { chain } : { chain, parameters: given },
    overlap: chainJob.overlap,
    misfire: chainJob.misfire,
    clockChange: chainJob.clockChange,
    jitterMs: chainJob.jitterMs,
    maxAttempts: chainJob.retry.maxAttempts,
    queue: chainJob.queue,
    priority: chainJob.priority,
    limited: false,
    gated: false,
    subject: holds?.subject ?? null,
    conflictGroup: holds?.conflictGroup ?? null,
    wanted: true,
  };
}

function givenBy({ parameters }: StoredSchedule): Parameters {
  return (parameters['parameters'] ?? {}) as Parameters;
}
