import type { SystemStatus } from '../artifacts/system-status.js';
import { type JobFigures, jobFigures, oldestReadyMs } from '../runs/read/read-system-figures.js';
import type { Host } from './host.js';
import { systemStatus } from './system-status.js';

/** What a monitoring system asks for. */
export interface SystemFigures {
  readonly status: SystemStatus;
  /** For how long the oldest run that could be claimed waits; null when none does. */
  readonly oldestReadyMs: number | null;
  /** Jobs that some process has. */
  readonly jobs: readonly JobFigures[];
}

/** Everything that goes on, with what there is to count of each job. */
export async function systemFigures(host: Host): Promise<SystemFigures> {
  const database = await host.database();
  const [{ data: status }, oldest, jobs] = await Promise.all([
    systemStatus(host),
    oldestReadyMs(database),
    jobFigures(database),
  ]);
  return { status, oldestReadyMs: oldest, jobs };
}
