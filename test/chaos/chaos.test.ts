import { expect, test } from 'vitest';
import { campaign } from './campaign.ts';

// `npm run chaos` is the long campaign; these few seconds keep it honest.
test.concurrent.each([11, 12])(
  'three workers under load and the faults of seed %d: every rule holds',
  { timeout: 150_000 },
  async (seed) => {
    const figures = await campaign(seed, 4);
    expect(figures.violations).toEqual([]);
    expect(figures.runs.completed).toBeGreaterThan(0);
    expect(Object.values(figures.faults).reduce((sum, count) => sum + count)).toBeGreaterThan(2);
  },
);
