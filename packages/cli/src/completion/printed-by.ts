/** What `work` prints with console.log: the completion library prints by itself and returns nothing. */
export function printedBy(work: () => void): string {
  const lines: string[] = [];
  const { console } = globalThis;
  const log = console.log.bind(console);
  console.log = (...values: unknown[]) => void lines.push(values.join(' '));
  try {
    work();
  } finally {
    console.log = log;
  }
  return lines.map((line) => `${line}\n`).join('');
}
