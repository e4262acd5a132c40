import { JobStore } from '../jobs/job-store.js';
import { WorkerStore } from '../runs/workers/worker-store.js';
import type { Host } from './host.js';

/** Says of a run that was asked for by hand what its caller would else find out by waiting in vain. */
export async function noteDelays(
  host: Host,
  run: { readonly jobName: string; readonly queue: string },
  note: (sentence: string) => void,
): Promise<void> {
  const { jobName, queue } = run;
  const database = await host.database();
  const [state, served] = await Promise.all([
    new JobStore(database).read(jobName),
    new WorkerStore(database).serves(jobName, queue, host.settings.worker.leaseMs),
  ]);
  if (state?.enabled === false)
    note(`${jobName} is disabled; this run was asked for by hand and runs all the same`);
  if (served) return;
  const which = queue === 'default' ? '' : ` and serves the queue '${queue}'`;
  note(`no live worker has ${jobName}${which}: the run waits for one (\`infra work\` starts it)`);
}
