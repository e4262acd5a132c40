import { faultsOfParameters } from '@infra/traits';
import type { ConfigurationIssue } from '../config/configuration-errors.js';
import { InfraError } from '../errors/infra-error.js';
import { InvalidParametersError } from '../registry/invalid-parameters-error.js';
import type { Parameters } from '../registry/parse-parameters.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import type { Host } from './host.js';

/** What a job's own check needs of a host. */
export type CheckingHost = Pick<Host, 'jobs' | 'clock'>;

/** The longest that a job's own check may take. */
const checkLimitMs = 30_000;

/** The check of a job has thrown something else than what is wrong with the parameters, or took too long. */
class CheckFailedError extends InfraError {
  readonly code = 'operation_failed';

  constructor(jobName: string, reason: string, cause: unknown) {
    super(`'${jobName}' could not check its parameters: ${reason}`, { cause });
  }
}

/**
 * What the class of a job finds wrong with the parameters of a run, which its schema has accepted; nothing where it has
 * no method `check`.
 * @param complete as the run is to be given them.
 * @throws {CheckFailedError} @throws {ExtensionFaultyError} when the job cannot be made here.
 */
export async function checkByJob(
  host: CheckingHost,
  job: RegisteredJob,
  complete: Parameters,
): Promise<readonly ConfigurationIssue[]> {
  if (!job.checks) return [];
  const { check } = await (await host.jobs()).provide(job.name);
  if (check == null) return [];
  const over = new AbortController();
  try {
    await Promise.race([check(complete), late(host, over.signal)]);
    return [];
  } catch (error) {
    const faults = faultsOfParameters(error);
    if (faults !== null) return Object.entries(faults).map(([path, message]) => ({ path, message }));
    if (error instanceof InfraError) throw error;
    throw new CheckFailedError(job.name, error instanceof Error ? error.message : String(error), error);
  } finally {
    over.abort();
  }
}

/**
 * As {@link checkByJob}.
 * @throws {InvalidParametersError} for what it finds.
 */
export async function requireChecked(
  host: CheckingHost,
  job: RegisteredJob,
  complete: Parameters,
): Promise<void> {
  const issues = await checkByJob(host, job, complete);
  if (issues.length > 0) throw new InvalidParametersError(job.name, issues);
}

/** Rejects when the check has taken too long; resolves when nobody waits for it any more. */
async function late({ clock }: CheckingHost, signal: AbortSignal): Promise<void> {
  await clock.sleep(checkLimitMs, signal);
  if (!signal.aborted) throw new Error(`it took longer than ${checkLimitMs / 1000} s`);
}
