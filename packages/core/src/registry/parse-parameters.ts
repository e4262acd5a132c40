import type { z } from 'zod';
import type { ConfigurationIssue } from '../config/configuration-errors.js';
import { issuesOf } from '../config/zod-issues.js';
import { InvalidParametersError } from './invalid-parameters-error.js';
import type { NamedSchedule, RegisteredJob } from './registered-job.js';
import { subjectIssues } from './subject-of.js';
import { unknownKeysOf } from './unknown-keys.js';

export { InvalidParametersError };

/** Parameters as they are given and stored: JSON, before the job's schema has filled in its defaults. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * What a run is given, complete: the configured parameters, over them those of the schedule, over them `given`. Key by
 * key, not deeper. This is what a run stores; its job's schema is applied to it when it executes.
 * @param schedule the schedule of the job that asks for the run, null when none does.
 */
export function mergeParameters(
  job: RegisteredJob,
  given: Parameters,
  schedule: Pick<NamedSchedule, 'parameters'> | null = null,
): Parameters {
  return { ...job.configuredParameters, ...schedule?.parameters, ...given };
}

/**
 * Merges parameters as {@link mergeParameters} does and checks them.
 * @returns them as the job's schema gives them, with defaults and coercions applied; `{}` for a job that takes none.
 * @throws {InvalidParametersError} with path and reason of each mistake, unknown keys among them.
 */
export function validateParameters(
  { job, schema }: { readonly job: RegisteredJob; readonly schema: z.ZodType | null },
  given: unknown,
): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidParametersError(job.name, [
      { path: '', message: 'they are not an object of names and values' },
    ]);
  }
  const parameters = mergeParameters(job, given as Parameters);
  const { issues, output } = checkParameters(job, schema, parameters);
  if (issues.length > 0) throw new InvalidParametersError(job.name, issues);
  return output;
}

/** What is wrong with complete parameters, and what the schema makes of them when nothing is. */
export function checkParameters(
  job: RegisteredJob,
  schema: z.ZodType | null,
  parameters: Parameters,
): { readonly issues: readonly ConfigurationIssue[]; readonly output: unknown } {
  const unknown = unknownKeysOf(parameters, job.parameters ?? withoutParameters);
  if (schema === null) return { issues: unknown, output: {} };
  const checked = schema.safeParse(parameters);
  if (checked.success)
    return { issues: [...unknown, ...subjectIssues(job, parameters)], output: checked.data };
  return { issues: [...issuesOf(checked.error.issues, job.parameters), ...unknown], output: undefined };
}

const withoutParameters = { type: 'object', properties: {} };
