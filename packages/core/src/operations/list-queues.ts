import type { Artifact } from '../artifacts/artifact.js';
import type { QueueList } from '../artifacts/queue-list.js';
import type { Database } from '../database/database.js';
import { type Pause, PauseStore } from '../jobs/pause-store.js';
import { type QueueState, QueueStore } from '../jobs/queue-store.js';
import type { Host } from './host.js';

export interface ListQueuesInput {
  /** Those of the shell runs of this user, not of the host; as it is where there is no host. False by default. */
  readonly shell?: boolean | undefined;
}

/** Every queue that a job, a run or an operator has named, by name: how wide it is, and what is in it. */
export async function listQueues(
  host: Host,
  { shell = false }: ListQueuesInput = {},
): Promise<Artifact<QueueList>> {
  if (!shell && host.configured) return queuesOf(host, await host.database());
  const { atShellDesk } = await import('../shell/shell-desk.js');
  return atShellDesk({ mayRestart: false }, ({ database }) => queuesOf(host, database));
}

async function queuesOf(host: Host, database: Database): Promise<Artifact<QueueList>> {
  const [states, pauses] = await Promise.all([
    new QueueStore(database).list(host.settings.worker.leaseMs),
    new PauseStore(database).read(),
  ]);
  const queues = states.map((state) => ({ ...shown(state), ...pausedAs(state.name, pauses) }));
  return { data: { queues, total: queues.length }, artifact_type: 'table', title: 'Queues' };
}

function shown({ name, width, running, queued, delayed, workers }: QueueState) {
  return { name, width, running, queued, delayed, workers };
}

/** The pause of the queue itself says more than that of everything. */
function pausedAs(name: string, pauses: readonly Pause[]) {
  const pause = pauses.find(({ queue }) => queue === name) ?? pauses.find(({ queue }) => queue === null);
  return {
    paused: pause !== undefined,
    paused_scope:
      pause === undefined ? null : pause.queue === null ? ('everything' as const) : ('queue' as const),
    paused_reason: pause?.reason ?? null,
    paused_by: pause?.actor ?? null,
    paused_since: pause?.since.toISOString() ?? null,
  };
}
