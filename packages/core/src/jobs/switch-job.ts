import type { Database } from '../database/database.js';
import type { RegisteredJob } from '../registry/registered-job.js';
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

/** Turns a job on or off by an operator's word, which survives restarts and deploys until it is reset. */
export async function switchJob(database: Database, job: RegisteredJob, word: Switch): Promise<void> {
  await new JobStore(database).insertMissing([job]);
  await database.transaction(async (session) => {
    await new JobStore(session).setEnabled(job.name, { ...word, enabledBy: 'operator' });
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
    await reconcileSchedules(session, [jobName]);
    await new AuditStore(session).append({ actor, action: 'job_reset', target: jobName, reason });
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
