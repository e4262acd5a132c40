import { expect, test } from 'vitest';
import { campaign } from './campaign.ts';

// `npm run chaos` is the long campaign; these few seconds keep it honest.
test.each([11])('three workers under load and faults by the seed %d: every rule holds', async (seed) => {
  const figures = await campaign(seed, 5);
  expect(figures.violations).toEqual([]);
  expect(figures.runs.completed).toBeGreaterThan(0);
  expect(Object.values(figures.faults).reduce((sum, count) => sum + count)).toBeGreaterThan(2);
});
