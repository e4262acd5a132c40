import { arePairs, coercePairs, type GivenPairs } from '../registry/coerce-pairs.js';
import type { Parameters } from '../registry/parse-parameters.js';
import type { RegisteredJob } from '../registry/registered-job.js';

/** Parameters as a caller gives them: an object, or `key=value` pairs that the job's schema gives types to. */
export type GivenParameters = Parameters | GivenPairs;

/** @throws {InvalidParametersError} for pairs that the job's schema cannot read. */
export function readGiven(job: RegisteredJob, given: GivenParameters): Parameters {
  return arePairs(given) ? coercePairs(given, job.parameters) : given;
}
