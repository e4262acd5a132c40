import { describe, expect, it, test } from 'vitest';
import { durationOf, percentOf, progressOf } from './shown-run.js';

test.each([
  [2, 5, 40],
  [0, 5, 0],
  [2, 3, 66],
  [7, 5, 100],
  [-1, 5, 0],
  [999, 1000, 99],
  [1, 0, null],
  [null, 5, null],
  [1, null, null],
])('%s of %s is %s percent', (completed, total, percent) => {
  expect(percentOf(completed, total)).toBe(percent);
});

describe('progress', () => {
  it('of a run that has said nothing is null in every figure', () => {
    const silent = { completed: null, total: null, percent: null, message: null, counters: {} };
    expect(progressOf(null)).toEqual(silent);
    expect(progressOf({})).toEqual(silent);
  });

  it('leaves out what is not of the right type: jobs without a compiler report what they like', () => {
    const stored = { completed: '2', total: 5, message: 7, counters: { a: 1, b: 'x' } };
    expect(progressOf(stored)).toMatchObject({
      completed: null,
      total: 5,
      message: null,
      counters: { a: 1 },
    });
  });
});

describe('the duration of a run', () => {
  it('is from the start of its first attempt to its end', () => {
    expect(durationOf({ firstStartedAt: new Date(1_000), finishedAt: new Date(61_000) })).toBe(60_000);
  });

  it('is null while it has not both', () => {
    expect(durationOf({ firstStartedAt: null, finishedAt: new Date(1) })).toBeNull();
    expect(durationOf({ firstStartedAt: new Date(1), finishedAt: null })).toBeNull();
  });
});
