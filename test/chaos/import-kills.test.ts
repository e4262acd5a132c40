import { expect, test } from 'vitest';
import { killDuringImports } from './import-kills.ts';

// `npm run chaos` kills fifty times.
test('every item of an import is imported once, whenever its worker is killed', {
  timeout: 120_000,
}, async () => {
  const { violations, attempts_lost: lost } = await killDuringImports(3, 2);
  expect(violations).toEqual([]);
  expect(lost).toBeGreaterThan(0);
});
