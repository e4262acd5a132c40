import { inject, Job, JobResult, RETENTION } from '@infra/traits';
import type { JobContext, Retention } from '@infra/traits';
import { z } from 'zod';
import { RequestStore } from '../behavior/request-store.js';
import { SessionFlagStore } from '../behavior/session-flag-store.js';
import { ContextStore } from '../contexts/context-store.js';
import { deleteInBatches } from '../delete-in-batches.js';
import { dryRun } from '../parameters.js';

const parameters = z.strictObject({ dry_run: dryRun.describe('count, delete nothing') });

/** What a run of {@link DatabaseCleanup} reports; on a dry run the rows that it would delete. */
export interface CleanedDatabase {
  readonly runs: number;
  readonly log_lines: number;
  readonly skipped_occurrences: number;
  readonly workers: number;
  readonly audit_events: number;
  readonly idempotency_keys: number;
  readonly notifications: number;
  readonly alerts: number;
  readonly requests: number;
  readonly orphaned_contexts: number;
  readonly orphaned_flags: number;
  readonly dry_run: boolean;
}

/** Something of which there may be rows to delete. */
interface Prunable {
  count(): Promise<number>;
  delete(limit: number): Promise<number>;
}

/**
 * Shortens the host's history by its retention (finished runs, their log lines, skipped occurrences, workers that are
 * gone, audit events, expired keys, delivered notifications, cleared alerts) and this extension's own tables by theirs (recorded requests, contexts and flags without a session).
 */
@Job({
  name: 'database_cleanup',
  description: 'Deletes runs, logs and requests past their retention, and orphans',
  schedule: '0 0 3 * * *',
  tags: ['maintenance'],
  parameters,
})
export class DatabaseCleanup {
  constructor(
    @inject(RETENTION) private readonly retention: Retention,
    private readonly requests: RequestStore,
    private readonly contexts: ContextStore,
    private readonly flags: SessionFlagStore,
  ) {}

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<CleanedDatabase>> {
    const { dry_run } = context.parameters;
    const pruned = await this.retention.prune({ dryRun: dry_run }, context.signal);
    const prune = (what: Prunable) =>
      dry_run ? what.count() : deleteInBatches((limit) => what.delete(limit), context.signal);

    // Requests first: contexts and flags are orphans when the last request that tells of them is gone.
    const rows = {
      runs: pruned.runs,
      log_lines: pruned.logLines,
      skipped_occurrences: pruned.skippedOccurrences,
      workers: pruned.workers,
      audit_events: pruned.auditEvents,
      idempotency_keys: pruned.idempotencyKeys,
      notifications: pruned.notifications,
      alerts: pruned.alerts,
      requests: await prune({
        count: () => this.requests.countExpired(),
        delete: (limit) => this.requests.deleteExpired(limit),
      }),
      orphaned_contexts: await prune({
        count: () => this.contexts.countOrphans(),
        delete: (limit) => this.contexts.deleteOrphans(limit),
      }),
      orphaned_flags: await prune({
        count: () => this.flags.countOrphans(),
        delete: (limit) => this.flags.deleteOrphans(limit),
      }),
    };
    return JobResult.success()
      .withMessage(sentence(rows, dry_run))
      .withStats(sum(rows), 0)
      .withOutput({ ...rows, dry_run });
  }
}

function sum(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((total, count) => total + count, 0);
}

function sentence(rows: Readonly<Record<string, number>>, dryRun: boolean): string {
  const parts = Object.entries(rows).filter(([, count]) => count > 0);
  if (parts.length === 0) return dryRun ? 'Nothing to delete (dry run)' : 'Nothing to delete';
  const list = parts.map(([what, count]) => `${what.replaceAll('_', ' ')} ${count}`).join(', ');
  return dryRun
    ? `Would delete ${sum(rows)} row(s): ${list} (dry run)`
    : `Deleted ${sum(rows)} row(s): ${list}`;
}
