import { Job, JobResult } from '@infra/traits';
import type { JobContext } from '@infra/traits';
import { z } from 'zod';
import { deleteInBatches } from '../delete-in-batches.js';
import { dryRun, hours } from '../parameters.js';
import { ContextStore } from './context-store.js';

const parameters = z.strictObject({
  grace_hours: hours.default(24).describe('contexts last used more than so many hours ago'),
  dry_run: dryRun.describe('count, delete nothing'),
});

/** What a run of {@link CleanupEmptyContexts} reports; on a dry run the contexts that it would delete. */
export interface CleanedContexts {
  readonly contexts_cleaned: number;
  readonly grace_hours: number;
  readonly dry_run: boolean;
}

/** Deletes the contexts to which nothing refers, once they are older than a grace time. */
@Job({
  name: 'cleanup_empty_contexts',
  description: 'Deletes contexts that hold nothing and have not been used for a day',
  schedule: '0 0 */2 * * *',
  tags: ['maintenance'],
  parameters,
})
export class CleanupEmptyContexts {
  constructor(private readonly contexts: ContextStore) {}

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<CleanedContexts>> {
    const { grace_hours, dry_run } = context.parameters;
    const cleaned = dry_run
      ? await this.contexts.countEmpty(grace_hours)
      : await this.#delete(grace_hours, context);
    return JobResult.success()
      .withMessage(this.#message(cleaned, dry_run))
      .withStats(cleaned, 0)
      .withOutput({ contexts_cleaned: cleaned, grace_hours, dry_run });
  }

  #delete(graceHours: number, context: JobContext<typeof parameters>): Promise<number> {
    return deleteInBatches(
      (limit) => this.contexts.deleteEmpty(graceHours, limit),
      context.signal,
      (completed) => context.progress({ completed }),
    );
  }

  #message(cleaned: number, dryRun: boolean): string {
    if (!this.contexts.knowsHolders) {
      return 'No context is known to be empty: the configuration does not say what holds them (tables.contexts.heldBy)';
    }
    return dryRun
      ? `Would clean up ${cleaned} empty context(s) (dry run)`
      : `Cleaned up ${cleaned} empty context(s)`;
  }
}
