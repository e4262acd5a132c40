import type { Artifact } from '../artifacts/artifact.js';
import type { WorkerList } from '../artifacts/worker-list.js';
import type { Host } from './host.js';
import { systemStatus } from './system-status.js';

/** The processes that execute runs and have not left. */
export async function listWorkers(host: Host): Promise<Artifact<WorkerList>> {
  const { data } = await systemStatus(host);
  return {
    data: { workers: data.workers, total: data.workers.length },
    artifact_type: 'table',
    title: 'Workers',
  };
}
