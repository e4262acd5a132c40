import { JobDeclarationError } from './job-declaration-error.js';

/** The most phases that a combined job may have. */
export const mostPhases = 1_000;

/** How far a sum of fractions may be off 100. */
const tolerance = 1e-6;

/**
 * The weights of phases in percent, complete: what is left out takes an equal share of what the given ones leave.
 * @throws {JobDeclarationError} for no phase or more than 1,000, a weight that is not above 0, and weights that do not
 *   sum to 100.
 */
export function resolveWeights(given: readonly (number | undefined)[]): number[] {
  if (given.length === 0) throw new JobDeclarationError('phases: there is no phase');
  if (given.length > mostPhases)
    throw new JobDeclarationError(`phases: at most ${mostPhases} are possible, not ${given.length}`);
  const known = given.filter((weight) => weight !== undefined);
  const faulty = known.find((weight) => !(Number.isFinite(weight) && weight > 0));
  if (faulty !== undefined)
    throw new JobDeclarationError(`phases: a weight is a number above 0, not ${String(faulty)}`);
  const sum = known.reduce((total, weight) => total + weight, 0);
  const left = given.length - known.length;
  if (left === 0 && Math.abs(sum - 100) > tolerance)
    throw new JobDeclarationError(`phases: the weights sum to ${sum}, not to 100`);
  if (left > 0 && sum > 100 - tolerance)
    throw new JobDeclarationError(
      `phases: the given weights sum to ${sum} and leave nothing for ${left} phase(s) without one`,
    );
  return given.map((weight) => weight ?? (100 - sum) / left);
}

/** A whole number as a tuple of its length, at most one more than 100; null where the compiler cannot count it. */
type Filled<Weight extends number, Filling extends unknown[] = []> = number extends Weight
  ? null
  : `${Weight}` extends `-${string}` | '0'
    ? 'not above 0'
    : `${Weight}` extends `${string}.${string}` | `${string}e${string}`
      ? null
      : Filling['length'] extends Weight | 101
        ? Filling
        : Filled<Weight, [...Filling, 0]>;

type Hundred = Filled<100> extends infer Filling extends unknown[] ? Filling : never;

/** Adds up what is given; null where it cannot, a sentence where a weight is wrong by itself. */
type Sum<
  Phases extends readonly unknown[],
  Total extends unknown[] = [],
  Open extends boolean = false,
> = Total extends [...Hundred, unknown, ...unknown[]]
  ? { readonly total: 'more than 100'; readonly open: false }
  : Phases extends readonly [infer Phase, ...infer Others]
    ? Phase extends { readonly weight: infer Weight extends number }
      ? Filled<Weight> extends infer Filling
        ? Filling extends unknown[]
          ? Sum<Others, [...Total, ...Filling], Open>
          : Filling
        : never
      : Sum<Others, Total, true>
    : { readonly total: Total['length']; readonly open: Open };

type Judged<Added> = Added extends { readonly total: infer Total; readonly open: infer Open }
  ? Open extends true
    ? Total extends 100
      ? { 'the given weights leave nothing for the phases without one': Total }
      : unknown
    : Total extends 100
      ? unknown
      : { 'the weights of all phases sum to 100, not to': Total }
  : Added extends null
    ? unknown
    : { 'a weight is a number above': 0 };

/** `unknown` where the weights fit as far as the compiler can tell, else an object type that says what is wrong. */
export type WeightsFit<Phases extends readonly unknown[]> = number extends Phases['length']
  ? unknown
  : Phases extends readonly []
    ? { 'a combined job has at least one phase': never }
    : Judged<Sum<Phases>>;
