import { Gate } from '../approval/gate.js';
import type { Emit } from '../events/runtime-event.js';
import type { Host } from '../operations/host.js';
import { isGated } from '../registry/registered-job.js';
import type { Worker } from '../worker/worker.js';

/**
 * What stands before the queue for those jobs of a host whose runs are priced or need leave.
 * @param beside the worker of the same process, in whose name runs are priced, and the id that it has now.
 */
export async function openGate(
  host: Host,
  beside: { readonly worker: Worker; readonly workerId: number; readonly emit: Emit },
): Promise<Gate> {
  const jobNames = host.registry.jobs.filter(isGated).map(({ name }) => name);
  const { worker, emit } = beside;
  let { workerId } = beside;
  worker.onNewIdentity(async (id) => void (workerId = id));
  const database = await host.database();
  const { costs, approvals } = host.settings;
  return new Gate({
    database,
    jobs: await host.jobs(),
    clock: host.clock,
    costs,
    expireAfterMs: approvals.expireAfterMs,
    emit,
    jobNames,
    workerId: () => workerId,
    queued: (queue) => {
      worker.wake();
      database.hints.send('infra_queued', [queue]);
    },
  });
}
