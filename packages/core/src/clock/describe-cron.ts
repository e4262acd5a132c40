import { createRequire } from 'node:module';

// The library words a field well and combinations of fields at times wrongly, so it is asked for parts only. It takes
// 4 ms to load: whoever words no schedule does not wait.
const require = createRequire(import.meta.url);

/** The library's words for a six-field expression. */
export function describeCron(expression: string): string {
  const library = require('cronstrue') as typeof import('cronstrue').default;
  return library.toString(expression);
}

/** `a`, `a and b`, `a, b, and c`, as the library joins. */
export function joinWords(words: readonly string[]): string {
  return new Intl.ListFormat('en').format(words);
}
