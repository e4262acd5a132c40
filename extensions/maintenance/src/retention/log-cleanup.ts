import { inject, Job, JobResult, parseDuration, RETENTION } from '@infra/traits';
import type { JobContext, Retention } from '@infra/traits';
import { z } from 'zod';
import { days, dryRun } from '../parameters.js';

const parameters = z.strictObject({
  days: days.default(30).describe('log entries older than so many days'),
  dry_run: dryRun.describe('count, delete nothing'),
});

/** What a run of {@link LogCleanup} reports; on a dry run the entries that it would delete. */
export interface CleanedLog {
  readonly entries_deleted: number;
  readonly days_threshold: number;
  readonly dry_run: boolean;
}

/** Deletes old log lines of finished runs; the runs themselves stay. */
@Job({
  name: 'log_cleanup',
  description: 'Deletes log entries of finished runs that are older than some days',
  schedule: '0 30 2 * * *',
  tags: ['maintenance'],
  parameters,
})
export class LogCleanup {
  constructor(@inject(RETENTION) private readonly retention: Retention) {}

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<CleanedLog>> {
    const { days, dry_run } = context.parameters;
    const deleted = await this.retention.pruneLogLines(
      { olderThan: days * parseDuration('1d'), dryRun: dry_run },
      context.signal,
    );
    const entries = `${deleted} log ${deleted === 1 ? 'entry' : 'entries'} older than ${days} ${days === 1 ? 'day' : 'days'}`;
    return JobResult.success()
      .withMessage(dry_run ? `Would delete ${entries} (dry run)` : `Deleted ${entries}`)
      .withStats(deleted, 0)
      .withOutput({ entries_deleted: deleted, days_threshold: days, dry_run });
  }
}
