import type { Progress } from '@infra/traits';
import { storableJson } from '../database/storable-json.js';
import type { Outcome, RunError, RunResult } from '../runs/run.js';

const mask = '***';

/** A secret with fewer characters is hidden only where it is a whole text: it would be found in the middle of words. */
const shortest = 4;

/** A text with `***` in place of every one of these secrets; the longer ones come first. */
export function concealed(text: string, secrets: readonly string[]): string {
  if (secrets.includes(text)) return mask;
  return secrets.reduce(
    (rest, secret) => (secret.length < shortest ? rest : rest.replaceAll(secret, mask)),
    text,
  );
}

/**
 * A JSON value in whose texts, names of fields and numbers none of these secrets is left.
 * @throws {TypeError} for what JSON cannot say.
 */
export function concealedJson(value: unknown, secrets: readonly string[]): unknown {
  return secrets.length === 0 ? value : within(JSON.parse(storableJson(value)), secrets);
}

function within(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return concealed(value, secrets);
  // A short number says little of where it comes from, and what reads the value may count on a number.
  if (typeof value === 'number') {
    const text = String(value);
    return text.length >= shortest && secrets.includes(text) ? mask : value;
  }
  if (Array.isArray(value)) return value.map((item) => within(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [concealed(key, secrets), within(inner, secrets)]),
  );
}

/** An outcome in whose messages, stack and output none of these secrets is left. */
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
  return {
    ...result,
    message: result.message === null ? null : concealed(result.message, secrets),
    output: outputWithoutSecrets(result.output, secrets),
  };
}

/** What is no JSON stays as it is: whoever stores the outcome says so. */
function outputWithoutSecrets(output: unknown, secrets: readonly string[]): unknown {
  try {
    return concealedJson(output, secrets);
  } catch {
    return output;
  }
}
