import { coercePairs, type Parameters } from '../registry/parse-parameters.js';
import type { RegisteredJob } from '../registry/registered-job.js';

interface GivenPairs {
  readonly pairs: readonly (readonly [key: string, value: string])[];
}

/** Parameters as a caller gives them: an object, or `key=value` pairs that the job's schema gives types to. */
export type GivenParameters = Parameters | GivenPairs;

/** @throws {InvalidParametersError} for pairs that the job's schema cannot read. */
export function readGiven(job: RegisteredJob, given: GivenParameters): Parameters {
  return isPairs(given) ? coercePairs(given.pairs, job.parameters) : given;
}

// Only the command line gives pairs; an object with an array called `pairs` does not come from there.
function isPairs(given: GivenParameters): given is GivenPairs {
  return Array.isArray((given as Partial<GivenPairs>).pairs);
}
