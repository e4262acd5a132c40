import { InfraError } from '@infra/core';
import type { Fault, Problem } from './problem.js';
import { type ProblemCode, statusOfCode } from './problem-statuses.js';
import { RequestRefusedError } from './request-refused-error.js';

/** What an error says to who asked: never a stack, and nothing of an error that was not thrown on purpose. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RequestRefusedError) return problem(error.code, error.message, error);
  if (error instanceof InfraError) {
    return problem(error.code, error.message, { hint: error.hint, faults: faultsOf(error) });
  }
  return problem('internal_error', 'something went wrong inside', {
    hint: 'the log of the server says what',
    faults: [],
  });
}

/** Whether it is a fault of ours, which belongs into the log. */
export function isUnexpected(error: unknown): boolean {
  return !(error instanceof RequestRefusedError || error instanceof InfraError);
}

function problem(
  code: ProblemCode,
  detail: string,
  { hint, faults }: { readonly hint: string | null; readonly faults: readonly Fault[] },
): Problem {
  return {
    type: `urn:infra-jobs:problem:${code}`,
    title: titleOf(code),
    status: statusOfCode[code],
    detail,
    code,
    hint,
    faults: [...faults],
  };
}

function titleOf(code: ProblemCode): string {
  const words = code.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Parameters that break a job's schema tell of each mistake. */
function faultsOf(error: InfraError): Fault[] {
  if (error.code !== 'invalid_parameters' || !('issues' in error) || !Array.isArray(error.issues)) return [];
  const issues = error.issues as readonly { readonly path: string; readonly message: string }[];
  return issues.map(({ path, message }) => ({ in: 'parameters', path, reason: message }));
}
