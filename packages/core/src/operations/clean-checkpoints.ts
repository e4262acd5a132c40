import type { Artifact } from '../artifacts/artifact.js';
import type { CheckpointCleanup } from '../artifacts/checkpoint-cleanup.js';
import { InfraError } from '../errors/infra-error.js';
import { CheckpointStore } from '../runs/checkpoint/checkpoint-store.js';
import type { Host } from './host.js';

export interface CleanCheckpointsInput {
  /** Checkpoints that were saved longer ago go; days above 0, 7 by default. */
  readonly maxAgeDays?: number | undefined;
  /** Counts and deletes nothing; false by default. */
  readonly dryRun?: boolean | undefined;
}

/** An age in days that is none. */
export class InvalidAgeError extends InfraError {
  readonly code = 'invalid_value';

  constructor(days: number) {
    super(`an age is a number of days above 0, up to ${mostDays}, not ${days}`);
  }
}

const defaultDays = 7;
const mostDays = 36_500;
const dayMs = 24 * 60 * 60_000;

/**
 * Deletes old checkpoints of runs that have ended: nothing can be resumed from them any more. The runs stay.
 * @throws {InvalidAgeError}
 */
export async function cleanCheckpoints(
  host: Host,
  { maxAgeDays = defaultDays, dryRun = false }: CleanCheckpointsInput = {},
): Promise<Artifact<CheckpointCleanup>> {
  if (!(maxAgeDays > 0 && maxAgeDays <= mostDays)) throw new InvalidAgeError(maxAgeDays);
  const store = new CheckpointStore(await host.database());
  const olderThanMs = maxAgeDays * dayMs;
  const deleted = dryRun ? await store.countOld(olderThanMs) : await store.removeOld(olderThanMs, host.actor);
  return {
    data: { deleted, max_age_days: maxAgeDays, dry_run: dryRun, message: sentence(deleted, dryRun) },
    artifact_type: 'text',
    title: 'Checkpoints Cleaned',
  };
}

function sentence(deleted: number, dryRun: boolean): string {
  if (dryRun) return `Would delete ${deleted} checkpoint(s) (dry run)`;
  return deleted === 0 ? 'There was nothing to delete' : `Deleted ${deleted} checkpoint(s)`;
}
