import type { z } from 'zod';
import type { JobDefinition } from './job-definition.js';
import type { WeightedPhase } from './job-phase.js';

/** What `@Job` and `@CombinedJob` leave on a class. */
export interface JobMetadata {
  readonly definition: JobDefinition<string, z.ZodType, z.ZodType>;
  /** Of a combined job, with their weights filled in; null for any other. */
  readonly phases: readonly WeightedPhase[] | null;
  /** The file that declares the class, as a path; null when the engine does not tell. */
  readonly file: string | null;
}

// Symbol.for: an extension that brings its own copy of this package is still understood by the host's.
const key = Symbol.for('@infra/traits/job');

export function attachJobMetadata(target: object, metadata: JobMetadata): void {
  Object.defineProperty(target, key, { value: Object.freeze(metadata), enumerable: false });
}

/** The metadata that `@Job` left on exactly this class, or null: a subclass of a job is not a job by itself. */
export function jobMetadataOf(target: unknown): JobMetadata | null {
  if (typeof target !== 'function' || !Object.hasOwn(target, key)) return null;
  return (target as unknown as Record<symbol, JobMetadata>)[key] ?? null;
}
