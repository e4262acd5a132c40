import type { ConfigurationIssue } from '../config/configuration-errors.js';
import type { RegisteredJob } from './registered-job.js';
import { shortTextFault } from './short-text-fault.js';

type OfSubject = Pick<RegisteredJob, 'subject' | 'parameters'>;
type Parameters = Readonly<Record<string, unknown>>;

/**
 * What a run works on, by the parameter that its job declares for it: as it is given, before the job's schema transforms
 * it, or the default of the schema. Null where the job declares none, or the parameter has no value.
 * @param parameters complete, and checked by {@link subjectIssues}.
 */
export function subjectOf(job: OfSubject, parameters: Parameters): string | null {
  const value = valueOf(job, parameters);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** What a run holds that nobody submits by hand, and the group in which it does; both null where it holds nothing. */
export function heldBy(
  job: OfSubject & Pick<RegisteredJob, 'conflictGroup'>,
  parameters: Parameters,
): { readonly subject: string | null; readonly conflictGroup: string | null } {
  const subject = subjectOf(job, parameters);
  return { subject, conflictGroup: subject === null ? null : job.conflictGroup };
}

/** Why a run could not hold what its complete parameters say that it works on. */
export function subjectIssues(job: OfSubject, parameters: Parameters): ConfigurationIssue[] {
  const value = valueOf(job, parameters);
  if (job.subject === null || value === undefined || value === null || typeof value === 'number') return [];
  const fault = shortTextFault(value);
  return fault === null ? [] : [{ path: job.subject, message: `it is what the run works on: it ${fault}` }];
}

function valueOf({ subject, parameters: schema }: OfSubject, parameters: Parameters): unknown {
  if (subject === null) return null;
  if (Object.hasOwn(parameters, subject) && parameters[subject] !== undefined) return parameters[subject];
  const properties = schema?.['properties'] as Readonly<Record<string, { default?: unknown }>> | undefined;
  return properties?.[subject]?.default;
}
