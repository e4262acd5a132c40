import type { Trigger } from '@infra/traits';
import { isGated, isLimited, type RegisteredJob } from '../../registry/registered-job.js';
import { subjectOf } from '../../registry/subject-of.js';
import { beginningOf, type RunBeginning } from './run-beginning.js';

/** Who is told when one run has ended. */
export type NotifyTarget =
  | { readonly webhook: string }
  /** A program and its arguments: no shell. */
  | { readonly command: readonly string[] };

/** A run that somebody asks for, as opposed to one that a schedule asks for. */
export interface NewRun {
  readonly jobName: string;
  readonly trigger: Trigger;
  /** As the caller gave them; validated before they come here. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly maxAttempts: number;
  readonly actor: string;
  /** The worker that alone may take it while it lives, or null for any. */
  readonly reservedFor: number | null;
  readonly queue: string;
  readonly priority: number;
  readonly limited: boolean;
  /** The moment before which it does not start; null: as `delayMs` says, by the database's clock. */
  readonly availableAt: Date | null;
  readonly delayMs: number | null;
  /** What the run works on: at most one unfinished root run for it in a conflict group. */
  readonly subject: string | null;
  readonly conflictGroup: string;
  readonly clientId: string | null;
  readonly context: Readonly<Record<string, unknown>> | null;
  readonly notify: NotifyTarget | null;
  /** The finished run that this one is made from. */
  readonly retryOf: number | null;
  /** The same key of the same job names the same run, for a day. */
  readonly key: string | null;
  /** Whether it continues from what an earlier run has kept. */
  readonly resume: boolean;
  /** Whether it needs leave before it is queued. */
  readonly begins: RunBeginning;
  /** Whoever approved it by submitting it; null where nobody did, or where no leave is needed. */
  readonly approvedBy: string | null;
  /** The span that it is submitted in, as W3C's `traceparent`. */
  readonly traceParent: string | null;
}

/** What a caller must say of a run; all else follows the job. */
export type RunRequest = Pick<NewRun, 'trigger' | 'parameters' | 'actor'> & Partial<NewRun>;

/** A run as its job wants it, working on what its parameters say, with what the caller asks for laid over it. */
export function newRun(job: RegisteredJob, request: RunRequest): NewRun {
  const approvedBy = isGated(job) ? (request.approvedBy ?? null) : null;
  return {
    jobName: job.name,
    maxAttempts: job.retry.maxAttempts,
    reservedFor: null,
    queue: job.queue,
    priority: job.priority,
    limited: isLimited(job),
    availableAt: null,
    delayMs: null,
    subject: subjectOf(job, request.parameters),
    conflictGroup: job.conflictGroup,
    clientId: null,
    context: null,
    notify: null,
    retryOf: null,
    key: null,
    resume: false,
    traceParent: null,
    begins: beginningOf(job, approvedBy),
    ...request,
    approvedBy,
  };
}
