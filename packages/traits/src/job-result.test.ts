import { describe, expect, it } from 'vitest';
import { JobResult } from './job-result.js';

describe('JobResult', () => {
  it('is a success with nothing to say', () => {
    expect(JobResult.success()).toMatchObject({
      success: true,
      message: null,
      itemsProcessed: 0,
      itemsFailed: 0,
      durationMs: null,
      output: null,
    });
  });

  it('is a failure with its message', () => {
    expect(JobResult.failure('Database connection failed')).toMatchObject({
      success: false,
      message: 'Database connection failed',
    });
  });

  it('adds message, stats, duration and output and leaves the result before as it was', () => {
    const first = JobResult.success();
    const last = first.withMessage('done').withStats(100, 5).withDuration(1500).withOutput({ pages: 3 });
    expect(last).toMatchObject({
      success: true,
      message: 'done',
      itemsProcessed: 100,
      itemsFailed: 5,
      durationMs: 1500,
      output: { pages: 3 },
    });
    expect(first).toMatchObject({ message: null, itemsProcessed: 0, output: null });
  });

  it('cannot be changed', () => {
    const result = JobResult.success() as { success: boolean };
    expect(() => {
      result.success = false;
    }).toThrow(TypeError);
  });

  it.each([
    ['a negative count', () => JobResult.success().withStats(-1, 0)],
    ['half an item', () => JobResult.success().withStats(1, 0.5)],
    ['a negative duration', () => JobResult.success().withDuration(-1)],
    ['no number for a duration', () => JobResult.success().withDuration(Number.NaN)],
  ])('refuses %s', (_, make) => {
    expect(make).toThrow(RangeError);
  });
});
