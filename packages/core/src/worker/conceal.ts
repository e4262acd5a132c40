import type { Progress } from '@infra/traits';
import type { Outcome, RunError, RunResult } from '../runs/run.js';

const mask = '***';

/** A text with `***` in place of every one of these secrets; the longer ones come first. */
export function concealed(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, mask), text);
}

/** An outcome in whose messages and stack none of these secrets is left; what the job gives as output is its own. */
export function concealedOutcome(outcome: Outcome, secrets: readonly string[]): Outcome {
  if (secrets.length === 0 || 'returned' in outcome) return outcome;
  if (outcome.status === 'queued') return { ...outcome, error: withoutSecrets(outcome.error, secrets) };
  const { result, error } = outcome;
  return {
    ...outcome,
    result: result === null ? null : resultWithoutSecrets(result, secrets),
    error: error === null ? null : withoutSecrets(error, secrets),
  };
}

/** A report of progress in whose message none of these secrets is left. */
export function concealedProgress(report: Progress, secrets: readonly string[]): Progress {
  if (secrets.length === 0 || typeof report.message !== 'string') return report;
  return { ...report, message: concealed(report.message, secrets) };
}

function withoutSecrets(error: RunError, secrets: readonly string[]): RunError {
  const message = concealed(error.message, secrets);
  return error.stack === undefined
    ? { ...error, message }
    : { ...error, message, stack: concealed(error.stack, secrets) };
}

function resultWithoutSecrets(result: RunResult, secrets: readonly string[]): RunResult {
  return result.message === null ? result : { ...result, message: concealed(result.message, secrets) };
}
