import { describe, expect, it } from 'vitest';
import { counted } from './counted.js';
import { durationInWords } from './durations.js';
import { moneyInWords } from './money.js';
import { distanceInWords, momentInFull, momentInWords } from './moments.js';

describe('words of the dashboard', () => {
  it.each([
    [0, '0 ms'],
    [64.4, '64 ms'],
    [1234, '1.2 s'],
    [59_700, '1m'],
    [184_000, '3m 4s'],
    [7_200_000, '2h'],
    [183_600_000, '2d 3h'],
  ])('%d milliseconds are %s', (milliseconds, words) => {
    expect(durationInWords(milliseconds)).toBe(words);
  });

  const now = new Date('2026-03-01T12:00:00Z');

  it.each([
    ['2026-03-01T10:05:09Z', '11:05:09'],
    ['2026-02-28T23:30:00Z', '00:30:00'],
    ['2026-02-28T10:00:00Z', '28 Feb 11:00'],
    ['2025-02-28T10:00:00Z', '28 Feb 2025 11:00'],
  ])('%s is %s in Oslo', (moment, words) => {
    expect(momentInWords(new Date(moment), now, 'Europe/Oslo')).toBe(words);
  });

  it('a moment in full has both zones', () => {
    const words = momentInFull(new Date('2026-02-28T10:00:00Z'), 'Europe/Oslo');
    expect(words).toMatch(/28 Feb 2026.* 11:00:00 .*\n2026-02-28 10:00:00 UTC/);
  });

  it.each([
    ['2026-03-01T12:00:00.900Z', 'now'],
    ['2026-03-01T12:05:30Z', 'in 5 min'],
    ['2026-03-01T10:30:00Z', '1 h ago'],
    ['2026-03-04T12:00:00Z', 'in 3 d'],
  ])('%s is %s', (moment, words) => {
    expect(distanceInWords(new Date(moment), now)).toBe(words);
  });

  it('amounts have the decimals they need', () => {
    expect([moneyInWords(0.17, 'USD'), moneyInWords(0.000024, 'USD'), moneyInWords(3, null)]).toEqual([
      '$0.17',
      '$0.000024',
      '3',
    ]);
  });

  it('counts', () => {
    expect([counted(1, 'run'), counted(1200, 'run')]).toEqual(['1 run', '1,200 runs']);
  });
});
