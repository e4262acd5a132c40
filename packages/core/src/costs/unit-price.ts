import { type Decimal, readDecimal } from '../money/decimal.js';

/** What things cost: a part of the host's configuration. */
export interface PriceList {
  /** ISO 4217. */
  readonly currency: string;
  /** Unit prices by component, as decimal digits. */
  readonly prices: Readonly<Record<string, string>>;
}

/** Characters of a component's name, at most. */
const longestName = 100;

/** @throws {RangeError} for what is no name of a component. */
export function assertComponent(component: unknown): asserts component is string {
  if (typeof component === 'string' && component.trim() !== '' && component.length <= longestName) return;
  throw new RangeError(`a component has a name of at most ${longestName} characters`);
}

/**
 * The unit price of a component: the given one, or else the configured one.
 * @throws {RangeError} for a price that is no amount, and where there is none.
 */
export function unitPriceOf(component: string, given: unknown, { prices }: PriceList): Decimal {
  if (given !== undefined) return readDecimal(given);
  if (Object.hasOwn(prices, component)) return readDecimal(prices[component]);
  throw new RangeError(`'${component}' has no price: give one, or set costs.prices in the configuration`);
}
