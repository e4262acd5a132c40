/**
 * A quantity or an amount of money, 0 or more: a number, or decimal digits such as `'0.000002'` where a number would not
 * be exact. Below 10^12, with at most 12 decimals.
 */
export type Amount = number | string;

/**
 * Whether a run needs somebody's leave before it is queued: never (`auto`), always (`required`), or when the high end of
 * its estimate is above an amount in the host's currency. An operator's word (`infra config auto-approve`) wins over it.
 */
export type Approval = 'auto' | 'required' | { readonly above: Amount };

/** Takes what a run really costs. */
export interface CostRecorder {
  /**
   * Adds so many units of a component; returns at once, and what was added is written a few times a second and when the
   * attempt ends. It stays with the run when the attempt fails: the money is spent.
   * @param unitPrice left out: what the host's configuration says of the component (`costs.prices`).
   * @throws {RangeError} for a negative or endless quantity or price, and for a component without a price.
   */
  add(component: string, quantity: Amount, unitPrice?: Amount): void;
}
