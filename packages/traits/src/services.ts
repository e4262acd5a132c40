import type { InjectionToken } from 'tsyringe';
import type { ExtensionDatabase } from './job-context.js';

/** Injects the host's database: `constructor(@inject(DATABASE) private readonly db: ExtensionDatabase)`. */
export const DATABASE: InjectionToken<ExtensionDatabase> = Symbol.for('@infra/traits/database');

/** What to prune. An age is milliseconds; what is left out keeps the host's configured retention. */
export interface PruneRequest {
  readonly finishedRunsOlderThan?: number;
  readonly logLinesOlderThan?: number;
  /** Counts and deletes nothing. */
  readonly dryRun?: boolean;
}

/** What was pruned, or would be on a dry run. */
export interface PruneReport {
  readonly runs: number;
  readonly logLines: number;
  readonly skippedOccurrences: number;
  readonly workers: number;
  readonly auditEvents: number;
  readonly idempotencyKeys: number;
  readonly notifications: number;
  readonly alerts: number;
}

/** The host's record of runs, as far as an extension may shorten it. Unfinished runs are never touched. */
export interface Retention {
  prune(request: PruneRequest, signal?: AbortSignal): Promise<PruneReport>;
  /** Deletes log lines only, of finished runs, older than so many milliseconds; returns how many. */
  pruneLogLines(request: { olderThan: number; dryRun?: boolean }, signal?: AbortSignal): Promise<number>;
}

/** Injects {@link Retention}. */
export const RETENTION: InjectionToken<Retention> = Symbol.for('@infra/traits/retention');
