import type { SettleNews } from '../runs/settle/settle-runs.js';
import type { Emit } from './runtime-event.js';

/** Tells what came of a settle beside the runs themselves. */
export function tellSettleNews({ followed, cleared, told, atEnd }: SettleNews, emit: Emit): void {
  if (followed.length > 0) emit({ kind: 'followers_submitted', queues: followed });
  for (const jobName of cleared) emit({ kind: 'alert_cleared', alert: 'repeated_failures', jobName });
  if (told) emit({ kind: 'notifications_queued' });
  if (atEnd.length > 0) emit({ kind: 'phases_ended', runIds: atEnd });
}
