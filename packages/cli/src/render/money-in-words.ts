/** An amount for people, with as many decimals as it needs: `$0.17`, `$0.000024`; '' for none. */
export function moneyInWords(amount: number | null, currency: string | null): string {
  if (amount === null) return '';
  if (currency === null) return String(amount);
  const format = {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 12,
  } as const;
  return new Intl.NumberFormat('en-US', format).format(amount);
}
