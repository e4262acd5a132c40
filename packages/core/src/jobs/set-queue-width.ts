import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { AuditStore } from './audit-store.js';
import { QueueStore } from './queue-store.js';
import { SlotStore } from './slot-store.js';

/** What an operator says of a queue. */
export interface WidthWord {
  readonly queue: string;
  /** Runs at once in the whole cluster; null for as many as the workers take. */
  readonly width: number | null;
  readonly actor: string;
  readonly reason: string | null;
}

/** The longest wait for claims that are under way, in milliseconds: a transaction of an application may take longer. */
const longestWaitMs = 1_000;
const lookMs = 5;

/**
 * Sets how many runs of a queue may run at once, while workers go on claiming from it. What runs already counts, so
 * nothing more starts until there is room.
 */
export async function setQueueWidth(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { queue, width, actor, reason }: WidthWord,
): Promise<void> {
  const counted = await database.transaction(async (session) => {
    const audit = { actor, action: 'queue_width_set', target: queue, reason, details: { width } };
    await new AuditStore(session).append(audit);
    const queues = new QueueStore(session);
    if (width !== null) {
      if (await queues.changeWidth(queue, width)) return true;
      await queues.close(queue, width);
      return false;
    }
    await queues.insertMissing([queue]);
    await queues.widen(queue);
    return true;
  });
  if (!counted) {
    await claimsOver(database, clock);
    await database.transaction(async (session) => {
      const slots = new SlotStore(session);
      await slots.markInLane(queue);
      await slots.recount({ jobs: [], queues: [queue] });
    });
  }
  database.hints.send('infra_queued', [queue]);
}

/** Resolves when every claim that may have seen the queue without its width has been committed. */
async function claimsOver(database: Database, clock: Clock): Promise<void> {
  const slots = new SlotStore(database);
  const until = clock.now() + longestWaitMs;
  let writing = new Set(await slots.writers());
  while (writing.size > 0 && clock.now() < until) {
    await clock.sleep(lookMs);
    writing = new Set((await slots.writers()).filter((writer) => writing.has(writer)));
  }
}
