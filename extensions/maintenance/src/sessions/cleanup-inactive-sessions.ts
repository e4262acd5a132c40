import { Job, JobResult } from '@infra/traits';
import type { JobContext } from '@infra/traits';
import { z } from 'zod';
import { deleteInBatches } from '../delete-in-batches.js';
import { dryRun, hours } from '../parameters.js';
import { SessionStore } from './session-store.js';

const parameters = z.strictObject({
  hours: hours.default(1).describe('sessions not seen for more than so many hours'),
  dry_run: dryRun.describe('count, delete nothing'),
});

/** What a run of {@link CleanupInactiveSessions} reports; on a dry run the sessions that it would delete. */
export interface CleanedSessions {
  readonly sessions_cleaned: number;
  readonly hours_threshold: number;
  readonly dry_run: boolean;
}

/** Deletes the sessions that nobody has used for some hours, by the database's clock. */
@Job({
  name: 'cleanup_inactive_sessions',
  description: 'Deletes sessions that have not been seen for some hours',
  schedule: '0 0 * * * *',
  tags: ['maintenance'],
  parameters,
})
export class CleanupInactiveSessions {
  constructor(private readonly sessions: SessionStore) {}

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<CleanedSessions>> {
    const { hours, dry_run } = context.parameters;
    const cleaned = dry_run ? await this.sessions.countInactive(hours) : await this.#delete(hours, context);
    return JobResult.success()
      .withMessage(
        dry_run
          ? `Would clean up ${cleaned} inactive session(s) (dry run)`
          : `Cleaned up ${cleaned} inactive session(s)`,
      )
      .withStats(cleaned, 0)
      .withOutput({ sessions_cleaned: cleaned, hours_threshold: hours, dry_run });
  }

  #delete(hours: number, context: JobContext<typeof parameters>): Promise<number> {
    return deleteInBatches(
      (limit) => this.sessions.deleteInactive(hours, limit),
      context.signal,
      (completed) => context.progress({ completed }),
    );
  }
}
