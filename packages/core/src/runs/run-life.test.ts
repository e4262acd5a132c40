import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { outcomes } from '../testing/run-fixtures.js';
import { lifeJobs, lifeQueues, type LifeStep, RunLife } from '../testing/run-life.js';
import { SteppedDatabaseClock } from '../testing/stepped-database-clock.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { database } = useTestDatabase();

beforeAll(async () => {
  await SteppedDatabaseClock.stop(database, new Date('2026-01-01T00:00:00Z'));
});

const one = fc.nat({ max: 1_000 });
const worker = fc.constantFrom(0 as const, 1 as const);
const most = fc.constantFrom(null, 1, 2);
const outcome = fc.constantFrom<keyof typeof outcomes>(
  'completed',
  'failed',
  'cancelled',
  'retried',
  'returned',
);
const enqueue = fc.record({
  do: fc.constant('enqueue' as const),
  job: fc.constantFrom(...lifeJobs),
  queue: fc.constantFrom(...lifeQueues),
  subject: fc.constantFrom(null, null, 'a', 'b'),
  delayMs: fc.constantFrom(0, 0, 0, 5_000),
  count: fc.integer({ min: 1, max: 3 }),
});
const claim = fc.record({
  do: fc.constant('claim' as const),
  worker,
  limit: fc.integer({ min: 1, max: 5 }),
  heedless: fc.boolean(),
});
const deed = <Name extends LifeStep['do']>(name: Name) => fc.constant(name);

const step: fc.Arbitrary<LifeStep> = fc.oneof(
  { weight: 5, arbitrary: enqueue },
  { weight: 6, arbitrary: claim },
  { weight: 7, arbitrary: fc.record({ do: deed('settle'), one, outcome }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('settle late', 'cancel'), one }) },
  { weight: 2, arbitrary: fc.record({ do: deed('die'), worker }) },
  { weight: 2, arbitrary: fc.record({ do: deed('wait'), ms: fc.constantFrom(10, 6_000) }) },
  { weight: 1, arbitrary: fc.record({ do: deed('resubmit'), one }) },
  { weight: 1, arbitrary: fc.record({ do: deed('clear') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('limit', 'width'), most }) },
);

// A failure prints its seed and the shortest sequence that leads to it.
it('no sequence of operations leads a run where it may not be', { timeout: 120_000 }, async () => {
  const lives = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
    const life = await RunLife.begin(database);
    for (const next of steps) await life.perform(next);
  });
  await expect(fc.assert(lives, { numRuns: 60 })).resolves.toBeUndefined();
});
