import { JsonSchemaNode } from '../config/json-schema-node.js';
import type { JobRegistry } from '../registry/job-registry.js';
import type { GivenStep } from '../registry/registered-chain.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import type { ChainCatalogue, KnownChain } from './chain-catalogue.js';

/** What the steps of a chain consist of, the chains among them opened. */
export class ChainContents {
  readonly #registry: Pick<JobRegistry, 'find'>;
  /** Every chain that is named by a step, or by a step of such a chain. */
  readonly chains: ReadonlyMap<string, KnownChain>;
  readonly #jobs = new Map<string, readonly RegisteredJob[]>();

  /** Looks up the chains that steps name, and those that these name. */
  static async open(
    steps: readonly GivenStep[],
    registry: Pick<JobRegistry, 'find'>,
    catalogue: Pick<ChainCatalogue, 'find'>,
  ): Promise<ChainContents> {
    const chains = new Map<string, KnownChain>();
    const asked = new Set<string>();
    const ask = async (from: readonly GivenStep[]): Promise<void> => {
      for (const { chain: name } of from) {
        if (name === undefined || asked.has(name)) continue;
        asked.add(name);
        const chain = await catalogue.find(name);
        if (chain === null) continue;
        chains.set(name, chain);
        await ask(chain.steps);
      }
    };
    await ask(steps);
    return new ChainContents(registry, chains);
  }

  private constructor(registry: Pick<JobRegistry, 'find'>, chains: ReadonlyMap<string, KnownChain>) {
    this.#registry = registry;
    this.chains = chains;
  }

  /** The jobs that a step runs, those of a chain within it too, each once; those that nobody has are left out. */
  jobsOf(step: GivenStep): readonly RegisteredJob[] {
    if (step.chain !== undefined) return this.#jobsOfChain(step.chain);
    const job = step.job === undefined ? undefined : this.#registry.find(step.job);
    return job === undefined ? [] : [job];
  }

  /** The jobs of a step, and for each that is combined those of its phases. */
  allJobsOf(step: GivenStep): readonly RegisteredJob[] {
    const found = new Set<RegisteredJob>();
    const add = (job: RegisteredJob | undefined): void => {
      if (job === undefined || found.has(job)) return;
      found.add(job);
      for (const phase of job.phases ?? []) add(this.#registry.find(phase.job));
    };
    for (const job of this.jobsOf(step)) add(job);
    return [...found];
  }

  /** The first job of a step that takes a parameter of this name. */
  takerOf(step: GivenStep, parameter: string): RegisteredJob | undefined {
    return this.jobsOf(step).find((job) => takes(job, parameter));
  }

  #jobsOfChain(name: string): readonly RegisteredJob[] {
    const known = this.#jobs.get(name);
    if (known !== undefined) return known;
    // A chain that contains itself adds nothing more; that it does is told elsewhere.
    this.#jobs.set(name, []);
    const steps = this.chains.get(name)?.steps ?? [];
    const jobs = [...new Set(steps.flatMap((step) => this.jobsOf(step)))];
    this.#jobs.set(name, jobs);
    return jobs;
  }
}

function takes({ parameters }: RegisteredJob, name: string): boolean {
  if (parameters === null) return false;
  const schema = JsonSchemaNode.of(parameters);
  return schema.propertyNames.includes(name) || schema.takesOtherProperties;
}

/** The names of the parameters that a job declares. */
export function parameterNames({ parameters }: RegisteredJob): readonly string[] {
  return parameters === null ? [] : JsonSchemaNode.of(parameters).propertyNames;
}
