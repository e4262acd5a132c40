import type { Amount, JobContext, JobResult, Progress } from '@infra/traits';
import type { LogLevel } from '../../logs/log-store.js';
import type { ThrownAccount } from '../../worker/account-of-thrown.js';

/** What a job's own process needs: told over the channel between the two, never in its arguments or environment. */
export interface ChildTask {
  readonly configurationFile: string;
  /** Where the worker found the database; null for the embedded one. */
  readonly databaseUrl: string | null;
  readonly actor: string;
  readonly context: Pick<
    JobContext,
    'runId' | 'jobName' | 'trigger' | 'attempt' | 'scheduledFor' | 'lastSuccess'
  >;
  /** As they were given to the run: the job's schema reads them in its own process. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The span of the attempt, as W3C's `traceparent`; null where the worker has no telemetry. */
  readonly traceParent: string | null;
}

/** From the worker to the job's process. */
export type ToChild =
  | { readonly kind: 'task'; readonly task: ChildTask }
  | { readonly kind: 'abort'; readonly reason: string };

/** From the job's process to the worker. */
export type FromChild =
  | {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>> | null;
    }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | {
      readonly kind: 'cost';
      readonly component: string;
      readonly quantity: Amount;
      readonly unitPrice: Amount;
    }
  | {
      readonly kind: 'returned';
      readonly result: Pick<
        JobResult,
        'success' | 'message' | 'itemsProcessed' | 'itemsFailed' | 'durationMs' | 'output'
      >;
    }
  | { readonly kind: 'threw'; readonly account: ThrownAccount };
