import { JsonSchemaNode } from '../config/json-schema-node.js';
import { chainJobName } from './chain-job.js';
import type { JobRegistry } from './job-registry.js';
import { maskParameters } from './mask-parameters.js';
import type { Parameters } from './parse-parameters.js';

type Known = Pick<JobRegistry, 'find' | 'jobs'>;

/**
 * The parameters of a run as {@link maskParameters} shows them; of a run of a chain, those of each step by the schema of
 * its job.
 */
export function maskRun(registry: Known, jobName: string, parameters: Parameters): Record<string, unknown> {
  if (jobName !== chainJobName) return maskParameters(registry.find(jobName), parameters);
  const { steps, parameters: given, ...rest } = parameters;
  return {
    ...rest,
    ...(given === undefined ? {} : { parameters: maskGiven(registry, given) }),
    ...(Array.isArray(steps) ? { steps: steps.map((step: unknown) => maskStep(registry, step)) } : {}),
  };
}

/** A step of a chain, written or planned, as it may be shown. */
function maskStep(registry: Known, step: unknown): unknown {
  const { job = chainJobName, parameters } = step as { job?: string; parameters?: Parameters };
  return parameters === undefined
    ? step
    : { ...(step as object), parameters: maskRun(registry, job, parameters) };
}

/** What is given to whichever steps take it: a secret of one of the host's jobs is one here. */
export function maskGiven(registry: Known, given: unknown): Record<string, unknown> {
  const secret = (name: string) =>
    registry.jobs.some(
      ({ parameters }) => parameters !== null && JsonSchemaNode.of(parameters).property(name).secret,
    );
  return Object.fromEntries(
    Object.entries(maskParameters(undefined, (given ?? {}) as Parameters)).map(([name, value]) => [
      name,
      secret(name) ? '***' : value,
    ]),
  );
}
