/**
 * A decimal number in units of 10^-12: sums of money and products with quantities are exact to twelve decimals, which
 * binary fractions are not (0.1 + 0.2).
 */
export type Decimal = bigint;

const decimals = 12;
const one = 10n ** BigInt(decimals);
const largest = 10n ** 12n * one;

/**
 * Reads a quantity or an amount: a number (rounded to twelve decimals) or decimal digits.
 * @throws {RangeError} for what is negative, endless, 10^12 or more, has more than twelve decimals, or is no number.
 */
export function readDecimal(given: unknown): Decimal {
  if (typeof given === 'number') {
    if (!(Number.isFinite(given) && given >= 0 && given < 1e12))
      throw new RangeError(`${given} is no amount: it is a number from 0, below 10^12`);
    return readDigits(given.toFixed(decimals));
  }
  if (typeof given === 'string' && /^\d{1,12}(\.\d{1,12})?$/.test(given)) return readDigits(given);
  throw new RangeError(
    `${JSON.stringify(given) ?? typeof given} is no amount: give a number from 0, or decimal digits such as '0.25'`,
  );
}

/** Reads decimal digits as the database gives a `numeric`, whatever their number. */
export function readDigits(digits: string): Decimal {
  const [whole = '0', fraction = ''] = digits.split('.');
  return BigInt(whole) * one + BigInt(fraction.slice(0, decimals).padEnd(decimals, '0'));
}

/**
 * Quantity times unit price, rounded half up at the twelfth decimal.
 * @throws {RangeError} when the product is 10^12 or more.
 */
export function multiply(quantity: Decimal, unitPrice: Decimal): Decimal {
  const product = (quantity * unitPrice + one / 2n) / one;
  if (product >= largest) throw new RangeError(`${digitsOf(product)} is too large an amount`);
  return product;
}

export function sum(amounts: Iterable<Decimal>): Decimal {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/** Decimal digits without needless zeros: `'0.17'`, `'12'`. */
export function digitsOf(amount: Decimal): string {
  const whole = amount / one;
  const fraction = (amount % one).toString().padStart(decimals, '0').replace(/0+$/, '');
  return fraction === '' ? whole.toString() : `${whole}.${fraction}`;
}

/** The nearest number, as JSON shows it; made from the exact sum, so that 0.15 + 0.02 shows as 0.17. */
export function numberOf(amount: Decimal): number {
  return Number(digitsOf(amount));
}
