import { expect, test } from 'vitest';
import { actionInWords, pageOf, sinceOf } from './deeds.js';

test('a deed is told in words, also one that the page does not know', () => {
  expect(actionInWords('job_disabled')).toBe('disabled a job');
  expect(actionInWords('moon_landed')).toBe('moon landed');
});

test('a span begins at a whole minute, so that the same address is asked for a while', () => {
  const now = new Date('2026-01-14T10:00:42.123Z');
  expect(sinceOf('1h', now)).toBe('2026-01-14T09:00:00.000Z');
  expect(sinceOf('30d', now)).toBe('2025-12-15T10:00:00.000Z');
  expect(sinceOf('', now)).toBeUndefined();
  expect(sinceOf('forever', now)).toBeUndefined();
});

test.each([
  ['job_disabled', 'mail', '/jobs/mail'],
  ['job_reset', 'a/b', '/jobs/a%2Fb'],
  ['run_cancelled', '12', '/runs/12'],
  ['run_cancelled', 'runs', null],
  ['failures_deleted', 'failures', '/failures'],
  ['auto_approve_set', 'write, client acme', '/approvals'],
  ['paused', 'everything', null],
])('%s of %s leads to %s', (action, target, page) => {
  expect(pageOf(action, target)).toBe(page);
});
