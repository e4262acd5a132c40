import type { Class, Extension } from '@infra/traits';
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
  readonly extension: Extension;
}
