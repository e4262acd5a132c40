import type { Database } from '../database/database.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { AlertStore } from '../failures/alert-store.js';
import { AuditStore } from './audit-store.js';
import { JobStore } from './job-store.js';
import { reconcileSchedules } from './reconcile-schedules.js';

/** What an operator says of a job. */
export interface Switch {
  readonly enabled: boolean;
  readonly actor: string;
  readonly reason: string | null;
  /** When the word runs out and the code's default returns; null for good. */
  readonly until: Date | null;
}

/**
 * Turns a job on or off by an operator's word, which survives restarts and deploys until it is reset. A job that is turned
 * on begins anew: failures in a row are counted from nothing, and the alert about them is over.
 */
export async function switchJob(database: Database, job: RegisteredJob, word: Switch): Promise<void> {
  await new JobStore(database).insertMissing([job]);
  await database.transaction(async (session) => {
    await new JobStore(session).setEnabled(job.name, { ...word, enabledBy: 'operator' });
    if (word.enabled) await new AlertStore(session).clearRepeated(job.name);
    await reconcileSchedules(session, [job.name]);
    const { actor, reason, until, enabled } = word;
    const action = enabled ? 'job_enabled' : 'job_disabled';
    await new AuditStore(session).append({ actor, action, target: job.name, reason, details: { until } });
  });
}

/** Gives a job back to what code and configuration say. */
export async function resetJob(
  database: Database,
  jobName: string,
  word: Pick<Switch, 'enabled' | 'actor' | 'reason'>,
): Promise<void> {
  const { enabled, actor, reason } = word;
  await database.transaction(async (session) => {
    const store = new JobStore(session);
    await store.setEnabled(jobName, { enabled, enabledBy: 'code', reason: null, actor: null, until: null });
    if (enabled) await new AlertStore(session).clearRepeated(jobName);
    await reconcileSchedules(session, [jobName]);
    await new AuditStore(session).append({ actor, action: 'job_reset', target: jobName, reason });
  });
}

/**
 * Disables a job because of an alert, until somebody enables it.
 * @returns false when the alert is over by now or the job is disabled already: then nothing changes.
 */
export async function pauseJob(
  database: Database,
  jobName: string,
  alertId: number,
  reason: string,
): Promise<boolean> {
  return database.transaction(async (session) => {
    const actor = 'infra';
    if (!(await new JobStore(session).pause(jobName, alertId, { actor, reason }))) return false;
    await reconcileSchedules(session, [jobName]);
    await new AuditStore(session).append({ actor, action: 'job_disabled', target: jobName, reason });
    return true;
  });
}

/**
 * Gives a job back to its code when the operator's word on it has run out.
 * @returns whether it is enabled now; null when somebody else was first, or has spoken anew.
 */
export async function endExpiredWord(
  database: Database,
  jobName: string,
): Promise<{ readonly enabled: boolean } | null> {
  return database.transaction(async (session) => {
    const ended = await new JobStore(session).endExpired(jobName);
    if (ended === null) return null;
    await reconcileSchedules(session, [jobName]);
    const reason = 'the time set by --until has come';
    await new AuditStore(session).append({
      actor: 'scheduler',
      action: 'job_reset',
      target: jobName,
      reason,
    });
    return ended;
  });
}
