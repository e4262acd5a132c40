import { didYouMean } from '../config/nearest-name.js';
import { chainJobName } from './chain-job.js';
import { findCircle } from './find-circle.js';
import type { GivenStep } from './registered-chain.js';
import type { RegisteredJob } from './registered-job.js';

/** What steps may run. */
export interface KnownToSteps {
  readonly jobs: ReadonlyMap<string, Pick<RegisteredJob, 'name' | 'chain' | 'formerly'>>;
  /** The names of chains. */
  readonly chains: ReadonlySet<string>;
}

/** Why something cannot be run by a step. */
export interface StepFault {
  readonly code: 'unknown_job' | 'unknown_chain' | 'not_a_step';
  readonly message: string;
}

/** Why a step cannot be run, or null: nobody has its job or chain, or the job is no step of chains. */
export function stepFault({ job: jobName, chain }: GivenStep, known: KnownToSteps): StepFault | null {
  if (jobName === undefined) {
    if (chain === undefined || known.chains.has(chain)) return null;
    return {
      code: 'unknown_chain',
      message: `there is no chain '${chain}'${didYouMean(chain, known.chains)}`,
    };
  }
  const job = known.jobs.get(jobName);
  if (job !== undefined && job.chain !== false) return null;
  if (job === undefined && jobName !== chainJobName) return unknownJob(jobName, known);
  const how = jobName === chainJobName ? ': name the chain itself, `chain: NAME`' : ', says its author';
  return { code: 'not_a_step', message: `the job '${jobName}' is no step of a chain${how}` };
}

function unknownJob(name: string, { jobs }: KnownToSteps): StepFault {
  const renamed = [...jobs.values()].find(({ formerly }) => formerly.includes(name));
  const message =
    renamed === undefined
      ? `there is no job '${name}'${didYouMean(name, jobs.keys())}`
      : `the job '${name}' is called '${renamed.name}' now`;
  return { code: 'unknown_job', message };
}

/** A chain as far as it leads to others. */
export interface Leading {
  readonly name: string;
  readonly steps: readonly GivenStep[];
}

/** Says how a chain contains itself, directly or through others; null when it does not. */
export function circleOf(chain: Leading, byName: ReadonlyMap<string, Leading>): string | null {
  const path = findCircle(chain, byName, ({ steps }) => steps.flatMap((step) => step.chain ?? []));
  if (path === null) return null;
  if (path.length === 1) return `the chain '${chain.name}' has itself as a step`;
  const names = [...path, chain].map(({ name }) => name).join(' has the step ');
  return `the chain '${chain.name}' contains itself: ${names}`;
}
