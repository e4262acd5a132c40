import { expect, test } from 'vitest';
import { campaign } from './campaign.ts';

// `npm run chaos` is the long campaign; these few seconds keep it honest. Within them the seed has a fault of every kind.
test('three workers under load and faults of every kind: every rule holds', {
  timeout: 150_000,
}, async () => {
  const figures = await campaign(51, 5);
  expect(figures.violations).toEqual([]);
  expect(figures.runs.completed).toBeGreaterThan(0);
  expect(Object.values(figures.faults).reduce((sum, count) => sum + count)).toBeGreaterThan(2);
});
