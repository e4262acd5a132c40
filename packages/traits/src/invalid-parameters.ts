// Symbol.for: an extension that brings its own copy of this package is still understood by the host's.
const key = Symbol.for('@infra/traits/invalid-parameters');

/**
 * Throw it in a job's `check(parameters)` for what no schema can see, such as a file that is not there: the submission is
 * refused with it, and nothing is left behind.
 */
export class InvalidParameters extends Error {
  override readonly name: string = 'InvalidParameters';
  /** What is wrong with which parameter; under '' what is wrong with all of them together. */
  readonly faults: Readonly<Record<string, string>>;

  /**
   * @param faults for each faulty parameter why, `{ list: 'there is no file posts.txt' }`; or one sentence about all of them,
   * `'until comes before from'`.
   */
  constructor(faults: string | Readonly<Record<string, string>>, options?: ErrorOptions) {
    const byParameter = typeof faults === 'string' ? { '': faults } : { ...faults };
    super(
      Object.entries(byParameter)
        .map(([parameter, fault]) => (parameter === '' ? fault : `${parameter}: ${fault}`))
        .join('; '),
      options,
    );
    this.faults = Object.freeze(byParameter);
    Object.defineProperty(this, key, { value: this.faults, enumerable: false });
  }
}

/** What was thrown says of which parameters, or null when it is an error like any other. */
export function faultsOfParameters(thrown: unknown): Readonly<Record<string, string>> | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  return (thrown as Readonly<Record<symbol, Readonly<Record<string, string>> | undefined>>)[key] ?? null;
}
