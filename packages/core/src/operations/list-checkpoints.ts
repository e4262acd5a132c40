import type { Artifact } from '../artifacts/artifact.js';
import type { CheckpointList } from '../artifacts/checkpoint-list.js';
import { CheckpointStore, type KeptCheckpoint } from '../runs/checkpoint/checkpoint-store.js';
import type { Host } from './host.js';

export interface ListCheckpointsInput {
  /** Rows at most, from 1; 50 by default. */
  readonly limit?: number | undefined;
}

const defaultLimit = 50;

/** What runs that failed or were cancelled can be resumed from, the latest first. */
export async function listCheckpoints(
  host: Host,
  { limit = defaultLimit }: ListCheckpointsInput = {},
): Promise<Artifact<CheckpointList>> {
  const kept = await new CheckpointStore(await host.database()).list(limit);
  const checkpoints = kept.map(rowOf);
  return {
    data: { checkpoints, total: checkpoints.length },
    artifact_type: 'table',
    title: 'Checkpoints',
  };
}

function rowOf(kept: KeptCheckpoint): CheckpointList['checkpoints'][number] {
  return {
    job_name: kept.jobName,
    subject: kept.subject,
    run_id: String(kept.runId),
    status: kept.status === 'cancelled' ? 'cancelled' : 'failed',
    phases_completed: kept.phasesCompleted,
    phases: kept.phases,
    error: kept.error,
    created_at: kept.createdAt.toISOString(),
    saved_at: kept.savedAt.toISOString(),
  };
}
