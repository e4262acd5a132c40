import type { Artifact } from '../artifacts/artifact.js';
import type { PauseState } from '../artifacts/pause-state.js';
import { AuditStore } from '../jobs/audit-store.js';
import { PauseStore } from '../jobs/pause-store.js';
import { QueueStore } from '../jobs/queue-store.js';
import type { Host } from './host.js';
import { requireQueue } from './known-queue.js';

export interface PauseWorkInput {
  /** Left out: everything, schedules too. */
  readonly queue?: string;
  readonly reason?: string;
}

/**
 * Lets no worker take a run of one queue, or of any; without a queue no schedule ticks either, and what comes due
 * meanwhile follows its misfire policy afterwards. What runs goes on. To pause again gives a new reason.
 * @throws {QueueNotFoundError}
 */
export async function pauseWork(host: Host, input: PauseWorkInput): Promise<Artifact<PauseState>> {
  const { queue = null, reason = null } = input;
  if (queue !== null) await requireQueue(host, queue);
  const { actor } = host;
  const database = await host.database();
  const pause = await database.transaction(async (session) => {
    await new AuditStore(session).append({ actor, action: 'paused', target: targetOf(queue), reason });
    return new PauseStore(session).pause(queue, actor, reason);
  });
  return {
    data: {
      queue,
      paused: true,
      reason,
      since: pause.since.toISOString(),
      message:
        queue === null
          ? 'Everything is paused: nothing is claimed and no schedule ticks until `infra resume`'
          : `The queue '${queue}' is paused: nothing of it is claimed until \`infra resume --queue ${queue}\``,
    },
    artifact_type: 'text',
    title: 'Paused',
  };
}

/**
 * Ends the pause of one queue, or that of everything: queues that are paused by themselves stay so.
 * @throws {QueueNotFoundError}
 */
export async function resumeWork(host: Host, input: PauseWorkInput): Promise<Artifact<PauseState>> {
  const { queue = null, reason = null } = input;
  if (queue !== null) await requireQueue(host, queue);
  const { actor } = host;
  const database = await host.database();
  const { ended, left } = await database.transaction(async (session) => {
    const pauses = new PauseStore(session);
    const ended = await pauses.resume(queue);
    const audit = { actor, action: 'resumed', target: targetOf(queue), reason };
    if (ended) await new AuditStore(session).append(audit);
    return { ended, left: await pauses.read() };
  });
  if (ended) {
    const queues = queue === null ? await new QueueStore(database).names() : [queue];
    database.hints.send('infra_queued', queues);
  }
  const others = left.map((pause) => (pause.queue === null ? 'everything' : `the queue '${pause.queue}'`));
  const still = others.length === 0 ? '' : `; still paused: ${others.join(', ')}`;
  const what = queue === null ? 'Everything' : `The queue '${queue}'`;
  const message = `${what} ${ended ? 'goes on' : 'was not paused'}${still}`;
  return {
    data: { queue, paused: false, reason: null, since: null, message },
    artifact_type: 'text',
    title: 'Resumed',
  };
}

function targetOf(queue: string | null): string {
  return queue === null ? 'everything' : `queue ${queue}`;
}
