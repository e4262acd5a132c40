import type { Progress } from '@infra/traits';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.js';
import { ProgressReporter } from './progress-reporter.js';

function reporter() {
  const clock = createFakeClock(0);
  const saved: Progress[] = [];
  const save = async (progress: Progress) => void saved.push(progress);
  return { clock, saved, reporter: new ProgressReporter(save, clock) };
}

describe('progress', () => {
  it('is written at once, then at most four times a second, merged', async () => {
    const { clock, saved, reporter: progress } = reporter();
    progress.report({ completed: 0, total: 1_000 });
    await clock.untilSleeping();
    for (let completed = 1; completed <= 500; completed++) progress.report({ completed });
    progress.report({ message: 'half' });
    expect(saved).toEqual([{ completed: 0, total: 1_000 }]);
    await clock.advance(249);
    expect(saved).toHaveLength(1);
    await clock.advance(1);
    expect(saved.slice(1)).toEqual([{ completed: 500, message: 'half' }]);
    await clock.advance(10_000);
    expect(saved).toHaveLength(2);
  });

  it('is complete when the attempt ends, and then over', async () => {
    const { clock, saved, reporter: progress } = reporter();
    progress.report({ completed: 1 });
    await clock.untilSleeping();
    progress.report({ completed: 2 });
    await progress.close();
    expect(saved.at(-1)).toEqual({ completed: 2 });
    progress.report({ completed: 3 });
    await clock.advance(1_000);
    expect(saved).toHaveLength(2);
  });
});
