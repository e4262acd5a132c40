import { injectable } from 'tsyringe';
import type { z } from 'zod';
import type { Checkpoint } from './checkpoint.js';
import type { Approval } from './cost.js';
import { declaringFile } from './declaring-file.js';
import { assertFits, definitionSchema } from './definition-schema.js';
import type { CostEstimate, EstimateContext } from './estimate.js';
import { assertInjectable } from './injection.js';
import type { JobContext, NoParameters } from './job-context.js';
import { JobDeclarationError } from './job-declaration-error.js';
import type { JobDefinition } from './job-definition.js';
import { attachJobMetadata } from './job-metadata.js';
import type { JobResult } from './job-result.js';
import type { Class } from './jobs.js';
import { assertSubject } from './subject-parameter.js';

/** The shape of a job class; `implements Executable<typeof parameters>` is optional, `@Job` checks it anyway. */
export interface Executable<
  Schema extends z.ZodType = NoParameters,
  Output = unknown,
  State extends z.ZodType = z.ZodUnknown,
> {
  // A property, not a method: the check of the context stays contravariant.
  execute: (context: JobContext<Schema, State>) => Promise<JobResult<Output>>;
}

// Comparing JobContext<A> with JobContext<B> takes TypeScript's variance shortcut on the schemas and lets a job that
// wants parameters pass where @Job declares none; spelt with the output type it does not.
type Given<Schema extends z.ZodType, State extends z.ZodType> = Omit<
  JobContext<Schema>,
  'parameters' | 'checkpoint'
> & {
  readonly parameters: z.output<Schema>;
  readonly checkpoint: Checkpoint<z.input<State>, z.output<State>>;
};

type ReturnsResult<Returned> =
  Returned extends Promise<JobResult> ? unknown : { 'execute must return Promise<JobResult>': never };

/** `unknown` when the class has no `estimate`, or one that fits. */
type Estimates<Instance, Schema extends z.ZodType> = Instance extends { estimate: infer Estimate }
  ? Estimate extends (...given: infer Parameters) => CostEstimate | Promise<CostEstimate>
    ? [z.output<Schema>, EstimateContext] extends [...Parameters, ...unknown[]]
      ? unknown
      : { 'estimate(parameters, context) must take what the schema given to @Job gives': z.output<Schema> }
    : { 'estimate must return a CostEstimate or a promise of one': never }
  : unknown;

/** `unknown` when the class has no `check`, or one that fits. */
type Checks<Instance, Schema extends z.ZodType> = Instance extends { check: infer Check }
  ? Check extends (...given: infer Parameters) => void | Promise<void>
    ? [z.output<Schema>] extends [...Parameters, ...unknown[]]
      ? unknown
      : { 'check(parameters) must take what the schema given to @Job gives': z.output<Schema> }
    : { 'check must return nothing or a promise of nothing, and throw InvalidParameters': never }
  : unknown;

/** `unknown` when the class fits, else an object type whose key is the sentence that the compiler prints. */
type Fits<Instance, Schema extends z.ZodType, State extends z.ZodType> = Instance extends {
  execute: infer Execute;
}
  ? Execute extends (...given: infer Parameters) => infer Returned
    ? Parameters extends readonly []
      ? ReturnsResult<Returned>
      : Parameters extends readonly [infer Context]
        ? Given<Schema, State> extends Context
          ? ReturnsResult<Returned>
          : {
              'execute(context: JobContext<typeof parameters>) must name the schema given to @Job, and that of a resumable state': z.output<Schema>;
            }
        : { 'execute takes one parameter, the JobContext': never }
    : { 'execute must be a method': never }
  : { 'a job class needs a method execute(context: JobContext<…>): Promise<JobResult>': never };

/**
 * Declares a job.
 *
 * The compiler refuses a schedule literal that is not valid six-field cron, a class without `execute`, and an `execute`
 * whose context does not fit the parameter schema. The rest is refused when the module loads.
 *
 * A class may also have `estimate(parameters, context)`, which prices a run (see {@link CostEstimate}), and
 * `check(parameters)`, which refuses by throwing `InvalidParameters` what no schema can see, such as a file that is
 * not there. It is asked wherever a run is submitted by somebody (not by a schedule, and not for the run of a phase), and
 * has 30 s; the run may execute on another host and later, so `execute` still has to look for itself.
 * @throws {JobDeclarationError} for a name that is not snake_case, a faulty schedule, time zone, duration, retry policy
 *   or parameter schema, and a constructor parameter that cannot be injected; it names the class.
 */
export function Job<
  const Cron extends string,
  Schema extends z.ZodType = NoParameters,
  State extends z.ZodType = z.ZodUnknown,
>(
  definition: JobDefinition<Cron, Schema, State>,
): <JobClass extends Class>(
  target: JobClass &
    Fits<InstanceType<JobClass>, Schema, State> &
    Estimates<InstanceType<JobClass>, Schema> &
    Checks<InstanceType<JobClass>, Schema>,
) => void {
  const file = declaringFile();
  return (target) => {
    assertFits(target.name, definitionSchema, definition);
    if (typeof (target.prototype as { execute?: unknown }).execute !== 'function' && !declaresField(target)) {
      throw new JobDeclarationError(`${target.name}: a job class needs a method execute(context)`);
    }
    assertSubject(target.name, definition);
    assertPriced(target, definition.approval);
    assertInjectable(target);
    injectable()(target);
    attachJobMetadata(target, { definition: Object.freeze({ ...definition }), phases: null, file });
  };
}

/** Whether a job class prices its runs: it has a method `estimate`. */
export function hasEstimate(target: Class): boolean {
  return typeof (target.prototype as { estimate?: unknown }).estimate === 'function';
}

/** Whether a job class checks what its runs are to be given: it has a method `check`. */
export function hasCheck(target: Class): boolean {
  return typeof (target.prototype as { check?: unknown }).check === 'function';
}

function assertPriced(target: Class, approval: Approval | undefined): void {
  if (typeof approval !== 'object' || hasEstimate(target)) return;
  throw new JobDeclarationError(
    `${target.name}: approval: { above } compares an estimate, and the class has no method estimate(parameters, context)`,
  );
}

// `execute = async () => …` is a field: it exists on instances only, and the compiler has checked it.
function declaresField(target: Class): boolean {
  return /\bexecute\s*=/.test(target.toString());
}
