import type { Artifact } from '../artifacts/artifact.js';
import type { SubmittedChain } from '../artifacts/submitted-chain.js';
import type { GivenToChain } from '../chains/step-parameters.js';
import { chainJobName } from '../registry/chain-job.js';
import { checkByJob } from './check-by-job.js';
import type { Host } from './host.js';
import { plannedChain } from './planned-chain.js';
import { submitRun, type SubmitRunInput } from './submit-run.js';

export interface RunChainInput
  extends Omit<SubmitRunInput, 'name' | 'parameters' | 'approve' | 'conflictGroup'> {
  /** The name of a chain, or a chain: `{ name?, description?, parameters?, steps }`. */
  readonly chain: unknown;
  /** What the steps that take it are given, over what the chain says. */
  readonly parameters?: GivenToChain | undefined;
}

/**
 * Enqueues a run of a chain for any worker: a combined run, whose phases come with it. It keeps a checkpoint, which
 * belongs to the chain and the subject. Without one that is given, the run works on what its first step works on that says
 * it. The steps are those of now, whatever becomes of a saved chain until it begins.
 * @throws {ChainNotFoundError} @throws {ChainInvalidError} @throws {InvalidParametersError}
 * @throws {InvalidSubmissionError} @throws {SubjectBusyError}
 */
export async function runChain(host: Host, input: RunChainInput): Promise<Artifact<SubmittedChain>> {
  const { parameters, chain: meant, subject, ...options } = input;
  const { chain, judged } = await plannedChain(host, meant, parameters, (job, complete) =>
    checkByJob(host, job, complete),
  );
  const { data } = await submitRun(host, {
    ...options,
    name: chainJobName,
    parameters: { ...(chain.name === null ? {} : { chain: chain.name }), steps: judged.steps },
    subject: subject ?? judged.subject ?? undefined,
    conflictGroup: judged.conflictGroup,
  });
  return {
    data: {
      ...data,
      chain: chain.name,
      steps: judged.steps.length,
      warnings: [...judged.warnings],
    },
    artifact_type: 'text',
    title: 'Chain Submitted',
  };
}
