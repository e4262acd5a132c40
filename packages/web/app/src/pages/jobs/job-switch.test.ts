import { expect, test } from 'vitest';
import { untilOf } from './job-switch.js';

const now = new Date('2026-03-28T23:30:00');

test('a word holds for good, for a while or until a moment that lies ahead', () => {
  expect(untilOf('', '', now)).toBeUndefined();
  expect(untilOf('4h', '', now)?.getTime()).toBe(now.getTime() + 14_400_000);
  expect(untilOf('7d', 'ignored', now)?.getTime()).toBe(now.getTime() + 604_800_000);
  expect(untilOf('at', '2026-03-29T08:00', now)).toEqual(new Date('2026-03-29T08:00:00'));
});

test.each(['', 'soon', '2026-03-28T23:30', '2020-01-01T00:00'])('%j is no moment to hold until', (at) => {
  expect(untilOf('at', at, now)).toBeNull();
});
