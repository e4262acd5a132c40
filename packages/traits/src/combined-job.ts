import { injectable } from './injection.js';
import type { z } from 'zod';
import { declaringFile } from './declaring-file.js';
import { assertFits, combinedDefinitionSchema } from './definition-schema.js';
import type { NoParameters } from './job-context.js';
import { JobDeclarationError } from './job-declaration-error.js';
import type { JobDefinition } from './job-definition.js';
import { attachJobMetadata } from './job-metadata.js';
import type { JobPhase, WeightedPhase } from './job-phase.js';
import type { Class } from './jobs.js';
import { resolveWeights, type WeightsFit } from './phase-weights.js';
import { assertSubject } from './subject-parameter.js';

/** What `@CombinedJob` is told: what any job is told, but for what the jobs of its phases decide for themselves. */
export interface CombinedJobDefinition<
  Cron extends string,
  Schema extends z.ZodType,
  Phases extends readonly JobPhase<z.output<Schema>>[] = readonly JobPhase<z.output<Schema>>[],
> extends Omit<JobDefinition<Cron, Schema>, 'timeout' | 'retry' | 'isolation' | 'cancelGrace' | 'resumable'> {
  /** In their order, at most 1,000. */
  readonly phases: Phases;
  /** Whether a later run may continue after the last completed phase; true by default. */
  readonly resumable?: boolean;
}

/** `unknown` when what the class says of its parameters is what `@CombinedJob` was told, or when it says nothing. */
type Declares<Instance, Schema extends z.ZodType> = Instance extends { parameters: infer Own }
  ? Own extends Schema
    ? unknown
    : { 'the field parameters must be declared as the schema given to @CombinedJob': Schema }
  : unknown;

/**
 * Declares a job that is made of others: its phases run in order, each a run of its own. The class is empty, but for
 * `declare parameters: typeof parameters`, which tells callers what it takes.
 *
 * Weights that the compiler can see are added up by it.
 * @throws {JobDeclarationError} for what {@link Job} throws it for, for weights that do not sum to 100, and for no phase
 *   or more than 1,000.
 */
export function CombinedJob<
  const Cron extends string,
  const Phases extends readonly JobPhase<z.output<Schema>>[],
  Schema extends z.ZodType = NoParameters,
>(
  definition: CombinedJobDefinition<Cron, Schema, Phases> & { readonly phases: WeightsFit<Phases> },
): <JobClass extends Class>(target: JobClass & Declares<InstanceType<JobClass>, Schema>) => void {
  const file = declaringFile();
  return (target) => {
    assertFits(target.name, combinedDefinitionSchema, definition);
    assertSubject(target.name, definition);
    const { phases, resumable = true, ...rest } = definition;
    const own = { ...rest, ...(resumable ? { resumable } : {}) } as JobDefinition<
      string,
      z.ZodType,
      z.ZodType
    >;
    injectable()(target);
    attachJobMetadata(target, {
      definition: Object.freeze(own),
      phases: weighted(target.name, phases),
      file,
    });
  };
}

function weighted(className: string, phases: readonly JobPhase[]): readonly WeightedPhase[] {
  try {
    const weights = resolveWeights(phases.map(({ weight }) => weight));
    return Object.freeze(
      phases.map((phase, index) => Object.freeze({ ...phase, weight: weights[index] ?? 0 })),
    );
  } catch (error) {
    if (!(error instanceof JobDeclarationError)) throw error;
    throw new JobDeclarationError(`${className}: ${error.message}`);
  }
}
