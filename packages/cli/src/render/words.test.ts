import { expect, test } from 'vitest';
import { counted, durationInWords, sizeInWords, timeInWords } from './words.js';

test.each([
  [null, ''],
  [0, '0 ms'],
  [64.4, '64 ms'],
  [1250, '1.25 s'],
  [59_999, '60 s'],
  [60_000, '1m'],
  [184_000, '3m 4s'],
  [3_600_000, '1h'],
  [3_665_000, '1h 1m'],
  [180_000_000, '2d 2h'],
])('%j milliseconds are %j', (milliseconds, words) => {
  expect(durationInWords(milliseconds)).toBe(words);
});

test.each([
  [null, ''],
  [0, '0 bytes'],
  [999, '999 bytes'],
  [7_400_000, '7.4 MB'],
  [1000, '1 KB'],
])('%j bytes are %j', (bytes, words) => {
  expect(sizeInWords(bytes)).toBe(words);
});

test('a moment is shown in UTC, its milliseconds only where there are any', () => {
  expect(timeInWords('2026-01-14T10:00:00.000Z')).toBe('2026-01-14 10:00:00Z');
  expect(timeInWords('2026-01-14T10:00:00.120Z')).toBe('2026-01-14 10:00:00.120Z');
  expect(timeInWords(null)).toBe('');
});

test('one is not many', () => {
  expect([counted(1, 'job'), counted(0, 'job')]).toEqual(['1 job', '0 jobs']);
});
