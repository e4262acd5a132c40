import { expect, test } from 'vitest';
import { killDuringPhases } from './phase-kills.ts';

// `npm run chaos` kills two hundred times.
test('every phase of a combined job is completed once, in order, whenever its workers are killed', {
  timeout: 120_000,
}, async () => {
  const { violations, attempts_lost: lost } = await killDuringPhases(5, 2);
  expect(violations).toEqual([]);
  expect(lost).toBeGreaterThan(0);
});
