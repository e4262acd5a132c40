import { InfraError } from '../errors/infra-error.js';
import { toleranceMs } from '../health/judge-schedules.js';
import { schedulerPulse } from '../runs/read/scheduler-pulse.js';
import type { Host } from './host.js';

/** One thing that work takes. */
export interface ReadinessCheck {
  readonly name: 'database' | 'scheduler';
  readonly ok: boolean;
  /** What is wrong, in a word that names no host and no account; null when nothing is. */
  readonly problem: string | null;
}

/** Whether all is there that work takes: the database with the right schema, and a process that ticks in time. */
export async function readiness(host: Host): Promise<readonly ReadinessCheck[]> {
  try {
    const database = await host.database();
    const pulse = await schedulerPulse(database, host.settings.worker.leaseMs, toleranceMs);
    const problem = pulse.paused
      ? null
      : !pulse.ticks
        ? 'no process ticks'
        : pulse.overdue > 0
          ? `${pulse.overdue} schedule(s) are late`
          : null;
    return [
      { name: 'database', ok: true, problem: null },
      { name: 'scheduler', ok: problem === null, problem },
    ];
  } catch (error) {
    const problem = error instanceof InfraError ? error.code.replaceAll('_', ' ') : 'it does not answer';
    return [
      { name: 'database', ok: false, problem },
      { name: 'scheduler', ok: false, problem: 'not known' },
    ];
  }
}
