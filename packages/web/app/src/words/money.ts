/** An amount with as many decimals as it needs: `$0.17`, `$0.000024`. */
export function moneyInWords(amount: number, currency: string | null): string {
  if (currency === null) return amount.toLocaleString('en', { maximumFractionDigits: 12 });
  const format = {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 12,
  } as const;
  return new Intl.NumberFormat('en', format).format(amount);
}
