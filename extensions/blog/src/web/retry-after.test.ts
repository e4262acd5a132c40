import { expect, it } from 'vitest';
import { readRetryAfter } from './retry-after.js';

const now = Date.parse('2026-01-14T10:00:00Z');

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Wed, 14 Jan 2026 10:00:30 GMT', 30_000],
  ['Wed, 14 Jan 2026 09:00:00 GMT', 0],
  ['soon', null],
  ['-5', null],
  ['1.5', null],
  ['', null],
  [null, null],
])('reads %j as %j ms', (header, ms) => {
  expect(readRetryAfter(header, now)).toBe(ms);
});
