import type { z } from 'zod';
import type { CombinedResult } from './combined-result.js';
import type { JobContext, NoParameters } from './job-context.js';
import type { JobResult } from './job-result.js';

/** A class that can be constructed, whatever its dependencies. */
export type Class = new (...dependencies: never[]) => object;

/**
 * The names of a host's jobs and their classes. Empty here; the declarations that `infra build` writes add a member a
 * job, so that names and parameters are checked where jobs are run by name.
 */
export interface Jobs {}

/** A job's name: one of {@link Jobs} when the host's declarations are in sight, any string otherwise. */
// oxlint-disable-next-line typescript/no-redundant-type-constituents -- empty only until declarations are merged in
export type JobName = keyof Jobs extends never ? string : keyof Jobs & string;

type SchemaOf<JobClass extends Class> =
  InstanceType<JobClass> extends { execute: (context: infer Context) => unknown }
    ? Context extends JobContext<infer Schema, infer _>
      ? Schema
      : NoParameters
    : // A combined job has no execute: it says by a declared field what its parameters are, or takes any.
      InstanceType<JobClass> extends { parameters: infer Schema extends z.ZodType }
      ? Schema
      : z.ZodRecord<z.ZodString, z.ZodUnknown>;

/** What a caller passes as a job's parameters: the input side of its schema. */
export type JobInput<JobClass extends Class> = z.input<SchemaOf<JobClass>>;

/** What a job's result carries as output; that of a combined job is known. */
export type JobOutput<JobClass extends Class> =
  InstanceType<JobClass> extends { execute: (...given: never[]) => Promise<JobResult<infer Output>> }
    ? Output
    : CombinedResult;

/** The parameters of the job called `Name`; a JSON object where the host's declarations do not know the name. */
export type JobParameters<Name extends string> = Name extends keyof Jobs
  ? Jobs[Name] extends Class
    ? JobInput<Jobs[Name]>
    : never
  : Readonly<Record<string, unknown>>;

/** The rest parameters of a call by name: `parameters` may be left out only where the schema takes `{}`. */
export type JobArguments<Name extends string> =
  {} extends JobParameters<Name> ? [parameters?: JobParameters<Name>] : [parameters: JobParameters<Name>];
