import type { Class, Extension, WeightedPhase } from '@infra/traits';
import type { z } from 'zod';
import type { RegisteredJob } from './registered-job.js';
import type { ResolvedExtension } from './resolve-extension.js';

/** An extension with its code loaded. */
export interface LoadedExtension {
  readonly extension: Extension;
  readonly resolved: ResolvedExtension;
  /** The host's configuration for it, as the extension's own schema gives it. */
  readonly configuration: unknown;
}

/** A job with its code loaded. */
export interface LoadedJob {
  readonly job: RegisteredJob;
  readonly jobClass: Class;
  /** What checks its parameters, null for a job without. */
  readonly schema: z.ZodType | null;
  /** What checks the state of its checkpoint; null where any JSON will do, or none is kept. */
  readonly state: z.ZodType | null;
  /** Of a combined job; null for any other. */
  readonly phases: readonly WeightedPhase[] | null;
  readonly extension: Extension;
}
