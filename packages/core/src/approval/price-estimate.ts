import { assertComponent, type PriceList, unitPriceOf } from '../costs/unit-price.js';
import { type Decimal, digitsOf, multiply, readDecimal, sum } from '../money/decimal.js';
import type { EstimateLine, StoredEstimate } from '../runs/approval/approval.js';

/** What a job's `estimate` returned is no estimate, or cannot be priced. */
export class EstimateFaultyError extends Error {
  override readonly name = 'EstimateFaultyError';
}

const mostComponents = 100;
const mostWarnings = 20;
const longestWarning = 500;

/**
 * Checks and prices what a job's `estimate` returned: code that no compiler may have seen.
 * @throws {EstimateFaultyError} naming the component and what is wrong with it.
 */
export function priceEstimate(returned: unknown, prices: PriceList): StoredEstimate {
  const { components, warnings = [] } = (returned ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(components)) throw new EstimateFaultyError('estimate() returned no components');
  if (components.length > mostComponents)
    throw new EstimateFaultyError(
      `an estimate has at most ${mostComponents} components, not ${components.length}`,
    );
  const priced = components.map((component) => priceComponent(component, prices));
  const names = priced.map(({ line }) => line.component);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new EstimateFaultyError(`the component '${twice}' is there twice`);
  const total = (of: 'amount' | 'low' | 'high') => digitsOf(sum(priced.map((component) => component[of])));
  return {
    currency: prices.currency,
    lines: priced.map(({ line }) => line),
    amount: total('amount'),
    low: total('low'),
    high: total('high'),
    warnings: readWarnings(warnings),
  };
}

/** What stands for an estimate that failed: nothing but why. */
export function failedEstimate(currency: string, warning: string): StoredEstimate {
  const warnings = [warning.slice(0, longestWarning)];
  return { currency, lines: [], amount: null, low: null, high: null, warnings };
}

interface PricedComponent {
  readonly line: EstimateLine;
  readonly amount: Decimal;
  readonly low: Decimal;
  readonly high: Decimal;
}

function priceComponent(given: unknown, prices: PriceList): PricedComponent {
  const { component, quantity, unitPrice, low, high } = (given ?? {}) as Readonly<Record<string, unknown>>;
  try {
    assertComponent(component);
    const price = unitPriceOf(component, unitPrice, prices);
    const units = readDecimal(quantity);
    const fewest = low === undefined ? units : readDecimal(low);
    const most = high === undefined ? units : readDecimal(high);
    if (fewest > units || units > most)
      throw new RangeError(`its quantity ${digitsOf(units)} is not between low and high`);
    const amount = multiply(units, price);
    const line = {
      component,
      quantity: digitsOf(units),
      unit_price: digitsOf(price),
      amount: digitsOf(amount),
    };
    return { line, amount, low: multiply(fewest, price), high: multiply(most, price) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new EstimateFaultyError(`the component ${JSON.stringify(component)}: ${error.message}`);
  }
}

function readWarnings(given: unknown): string[] {
  if (!Array.isArray(given)) throw new EstimateFaultyError('warnings are a list of sentences');
  return given.slice(0, mostWarnings).map((warning) => String(warning).slice(0, longestWarning));
}
