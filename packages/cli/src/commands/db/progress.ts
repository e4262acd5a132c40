/** Shows how far a transfer has come. */
export function progressOf(say: (text: string) => void): (table: string, rows: number) => void {
  return (table, rows) => say(`${table}: ${rows} rows`);
}
