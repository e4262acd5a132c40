import { JobDeclarationError, resolveWeights } from '@infra/traits';
import type { ConfigurationIssue } from '../config/configuration-errors.js';
import { chainJob } from '../registry/chain-job.js';
import type { PlannedStep } from '../registry/chain-run.js';
import type { JobRegistry } from '../registry/job-registry.js';
import { checkParameters, mergeParameters, type Parameters } from '../registry/parse-parameters.js';
import type { GivenChain, GivenStep } from '../registry/registered-chain.js';
import { isGated, isLimited, type RegisteredJob } from '../registry/registered-job.js';
import { circleOf, stepFault } from '../registry/step-faults.js';
import type { ChainCatalogue } from './chain-catalogue.js';
import { ChainContents } from './chain-contents.js';
import { type ChainFault, type ChainWarning, stepPath } from './chain-fault.js';
import { heldByChain } from './held-by-chain.js';
import { orderWarnings } from './order-warnings.js';
import { type GivenToChain, readGivenToChain, stepParameters, untakenFaults } from './step-parameters.js';

/** What is known of a chain that is to run. */
export interface JudgedChain {
  /** Why it cannot run; none when it can. */
  readonly faults: readonly ChainFault[];
  readonly warnings: readonly ChainWarning[];
  /** What its run is to do; complete only without faults. */
  readonly steps: readonly PlannedStep[];
  /** What its run works on, by what its steps are given; null where no step says it. */
  readonly subject: string | null;
  /** The group in which its run holds its subject: that of the job that says it, else that of its first job. */
  readonly conflictGroup: string;
  /** What whoever runs it gives, read. */
  readonly given: Parameters;
}

export interface JudgingOptions {
  /** What it is called, or is to be called; null for a chain without a name. */
  readonly name: string | null;
  /** What whoever runs it gives; nothing by default. */
  readonly given?: GivenToChain | undefined;
  /** What a job finds wrong with complete parameters that its schema accepts; nothing by default. */
  readonly check?:
    | ((job: RegisteredJob, complete: Parameters) => Promise<readonly ConfigurationIssue[]>)
    | undefined;
}

/**
 * Judges a chain as if it were to run now: everything that is wrong with it at once, and what its steps are given.
 * @throws {InvalidParametersError} for pairs that cannot be read.
 * @throws {ExtensionFaultyError} when a job of it does not load.
 */
export async function judgeChain(
  chain: GivenChain,
  registry: JobRegistry,
  catalogue: ChainCatalogue,
  { name, given = {}, check = nothingMore }: JudgingOptions,
): Promise<JudgedChain> {
  const contents = await ChainContents.open(chain.steps, registry, catalogue);
  const parameters = readGivenToChain(chain, given, contents);
  const { weights, faults } = weightsOf(chain.steps);
  const circle = circleFaults(chain, name, contents);
  const unknown = await unknownSteps(chain, registry, catalogue);
  const steps: PlannedStep[] = [];
  const { held, warnings } = heldByChain(chain, parameters, registry, contents);
  const parameterFaults: ChainFault[] = [];
  const checked: ChainFault[] = [];
  for (const [index, step] of chain.steps.entries()) {
    if (unknown.some((fault) => fault.step === index)) continue;
    const own = stepParameters(chain, step, parameters, contents);
    const found = await faultsOfParameters(registry, step, own, index);
    parameterFaults.push(...found);
    if (found.length === 0) checked.push(...(await checkStep(registry, step, own, { index, check })));
    steps.push(plannedStep(step, jobOf(registry, step), { weight: weights[index] ?? 0, parameters: own }));
  }
  return {
    faults: [
      ...faults,
      ...circle,
      ...untakenFaults(chain, parameters, contents),
      ...[...unknown, ...parameterFaults, ...checked.filter(({ step }) => step === 0)].toSorted(
        (one, other) => (one.step ?? 0) - (other.step ?? 0),
      ),
    ],
    warnings: [
      ...orderWarnings(chain.steps.map((step) => contents.allJobsOf(step))),
      ...approvalWarnings(chain.steps, contents),
      ...warnings,
      ...checked.filter(({ step }) => step !== 0).map(asWarning),
    ].toSorted((one, other) => one.step - other.step),
    steps,
    subject: held?.subject ?? null,
    conflictGroup:
      held?.conflictGroup ??
      chain.steps.flatMap((step) => contents.jobsOf(step))[0]?.conflictGroup ??
      chainJob.conflictGroup,
    given: parameters,
  };
}

function weightsOf(steps: readonly GivenStep[]): { weights: readonly number[]; faults: ChainFault[] } {
  try {
    return { weights: resolveWeights(steps.map(({ weight }) => weight)), faults: [] };
  } catch (error) {
    if (!(error instanceof JobDeclarationError)) throw error;
    const message = error.message.replace(/^phases: /, '');
    return { weights: [], faults: [{ step: null, code: 'invalid_weights', path: 'steps', message }] };
  }
}

function circleFaults(chain: GivenChain, name: string | null, contents: ChainContents): ChainFault[] {
  // A chain without a name is named by none; those within it may still go round among themselves.
  const own = name === null ? [] : [{ ...chain, name }];
  const byName = new Map([...contents.chains, ...own.map((one) => [one.name, one] as const)]);
  const message = [...own, ...contents.chains.values()]
    .map((one) => circleOf(one, byName))
    .find((circle) => circle !== null);
  return message === undefined ? [] : [{ step: null, code: 'contains_itself', path: 'steps', message }];
}

async function unknownSteps(
  { steps }: GivenChain,
  registry: JobRegistry,
  catalogue: ChainCatalogue,
): Promise<ChainFault[]> {
  const named = steps.some(({ chain }) => chain !== undefined);
  const known = {
    jobs: new Map(registry.jobs.map((job) => [job.name, job])),
    chains: new Set(named ? await catalogue.names() : []),
  };
  return steps.flatMap((step, index): ChainFault[] => {
    const fault = stepFault(step, known);
    const path = stepPath(index, step.job === undefined ? 'chain' : 'job');
    return fault === null ? [] : [{ step: index, path, ...fault }];
  });
}

function jobOf(registry: JobRegistry, { job }: GivenStep): RegisteredJob {
  return job === undefined ? chainJob : registry.require(job);
}

/** A chain within takes what its own steps take: that is judged when its run begins. */
async function faultsOfParameters(
  registry: JobRegistry,
  step: GivenStep,
  parameters: Parameters,
  index: number,
): Promise<ChainFault[]> {
  if (step.job === undefined) return [];
  const job = registry.require(step.job);
  const schema = job.parameters === null ? null : (await registry.load(job.name)).schema;
  const complete = mergeParameters(job, parameters);
  return checkParameters(job, schema, complete).issues.map(({ path, message }) => {
    const [, key = ''] = /^([^.[]*)/.exec(path) ?? [];
    const missing = key !== '' && !Object.hasOwn(complete, key);
    return {
      step: index,
      code: missing ? 'missing_parameter' : 'invalid_parameters',
      path: stepPath(index, path === '' ? 'parameters' : `parameters.${path}`),
      message,
    };
  });
}

/** What a job finds is wrong for the first step; what is before another may put it right. */
async function checkStep(
  registry: JobRegistry,
  { job: name }: GivenStep,
  parameters: Parameters,
  { index, check }: { readonly index: number; readonly check: NonNullable<JudgingOptions['check']> },
): Promise<ChainFault[]> {
  if (name === undefined) return [];
  const job = registry.require(name);
  const issues = await check(job, mergeParameters(job, parameters));
  return issues.map(({ path, message }) => ({
    step: index,
    code: 'invalid_parameters',
    path: stepPath(index, `parameters.${path}`),
    message,
  }));
}

function asWarning({ step, path, message }: ChainFault): ChainWarning {
  return { step: step ?? 0, code: 'parameters', message: `${path}: ${message}` };
}

async function nothingMore(): Promise<readonly ConfigurationIssue[]> {
  return [];
}

function plannedStep(
  step: GivenStep,
  job: RegisteredJob,
  { weight, parameters }: { readonly weight: number; readonly parameters: Parameters },
): PlannedStep {
  const { chain } = step;
  const within = Object.keys(parameters).length === 0 ? { chain } : { chain, parameters };
  return {
    name: step.name ?? step.job ?? chain ?? '',
    job: job.name,
    weight,
    parameters: chain === undefined ? { ...parameters } : within,
    queue: job.queue,
    limited: isLimited(job),
    gated: isGated(job),
    max_attempts: job.retry.maxAttempts,
  };
}

function approvalWarnings(steps: readonly GivenStep[], contents: ChainContents): ChainWarning[] {
  return steps.flatMap((step, index) =>
    contents.allJobsOf(step).flatMap(({ name, approval }): ChainWarning[] => {
      if (approval === 'auto') return [];
      const when = approval === 'required' ? 'waits' : 'may wait';
      const message = `the run of '${name}' ${when} for approval, and the steps after it with it`;
      return [{ step: index, code: 'needs_approval', message }];
    }),
  );
}
