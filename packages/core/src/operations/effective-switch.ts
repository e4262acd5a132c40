import type { JobSwitchState } from '../jobs/job-store.js';
import type { RegisteredJob } from '../registry/registered-job.js';

/** Whether a job runs on its schedule, and by whose word. */
export interface EffectiveSwitch {
  readonly enabled: boolean;
  readonly enabledBy: 'code' | 'operator';
  readonly reason: string | null;
  readonly actor: string | null;
  readonly until: Date | null;
}

/**
 * The word that counts now: the stored one, or the registry's where nothing is stored yet. An operator's word that has
 * run out no longer counts, even before a scheduler has written that down.
 */
export function effectiveSwitch(
  job: RegisteredJob,
  state: JobSwitchState | null | undefined,
  now: Date,
): EffectiveSwitch {
  const byCode = { enabledBy: 'code', reason: null, actor: null, until: null } as const;
  if (state === null || state === undefined) return { ...byCode, enabled: job.enabled };
  if (state.until !== null && state.until <= now) return { ...byCode, enabled: state.enabledByCode };
  const { enabled, enabledBy, reason, actor, until } = state;
  return enabledBy === 'code' ? { ...byCode, enabled } : { enabled, enabledBy, reason, actor, until };
}
