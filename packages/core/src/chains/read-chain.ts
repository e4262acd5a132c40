import { chainNameSchema, chainSchema, mostPhases } from '@infra/traits';
import { issuesOf } from '../config/zod-issues.js';
import type { GivenChain } from '../registry/registered-chain.js';
import { jsonSchemaOf } from '../registry/register-job.js';
import type { ChainFault } from './chain-fault.js';

/** A chain as somebody wrote it. */
export interface WrittenChain extends GivenChain {
  /** What its author calls it; null when it has no name of its own. */
  readonly name: string | null;
}

/** What came of reading: the chain, or every reason for which it is none. */
export type ChainReading = { readonly chain: WrittenChain } | { readonly faults: readonly ChainFault[] };

const documentSchema = chainSchema.extend({ name: chainNameSchema.optional() });
const described = jsonSchemaOf(documentSchema);

/** Reads a chain from data: its shape and its size, not what its steps mean. */
export function readChain(given: unknown): ChainReading {
  const count = (given as { readonly steps?: readonly unknown[] } | null)?.steps;
  // Nobody wants to read what is wrong with each of ten thousand.
  if (Array.isArray(count) && count.length > mostPhases) {
    const message = `at most ${mostPhases} steps are possible, not ${count.length}`;
    return { faults: [{ step: null, code: 'too_many_steps', path: 'steps', message }] };
  }
  const checked = documentSchema.safeParse(given);
  if (checked.success) {
    const { name = null, ...chain } = checked.data;
    return { chain: { name, ...chain } };
  }
  return {
    faults: issuesOf(checked.error.issues, described).map(({ path, message }) => {
      const step = /^steps\[(\d+)\]/.exec(path)?.[1];
      return { step: step === undefined ? null : Number(step), code: 'invalid_chain', path, message };
    }),
  };
}
