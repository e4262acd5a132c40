import { describe, expect, it } from 'vitest';
import { readDate } from './read-date.js';

describe('readDate', () => {
  it.each([
    ['2024-03-01', '2024-03-01T00:00:00.000Z'],
    ['2024/3/1', '2024-03-01T00:00:00.000Z'],
    ['2024-03-01 10:00', '2024-03-01T10:00:00.000Z'],
    ['2024-03-01T10:00:30.25Z', '2024-03-01T10:00:30.250Z'],
    ['2024-03-01 10:00:00 +0100', '2024-03-01T09:00:00.000Z'],
    ['2024-03-01T10:00:00-05:30', '2024-03-01T15:30:00.000Z'],
    ['2024-03-01 10:00:00 +02', '2024-03-01T08:00:00.000Z'],
    ['2024-07-01 10:00 Europe/Berlin', '2024-07-01T08:00:00.000Z'],
    ['2024-01-01 10:00 America/Argentina/Buenos_Aires', '2024-01-01T13:00:00.000Z'],
    ['Fri, 01 Mar 2024 10:00:00 +0100', '2024-03-01T09:00:00.000Z'],
    ['March 1, 2024', '2024-03-01T00:00:00.000Z'],
    ['1 Mar 2024', '2024-03-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(readDate(text, 'UTC')?.toISOString()).toBe(expected);
  });

  it.each([
    ['2024-03-01', '2024-02-29T15:00:00.000Z', 'Asia/Tokyo'],
    ['2024-07-01 12:00', '2024-07-01T16:00:00.000Z', 'America/New_York'],
    ['March 1, 2024', '2024-02-29T23:00:00.000Z', 'Europe/Berlin'],
    ['2024-03-01T10:00:00Z', '2024-03-01T10:00:00.000Z', 'Asia/Tokyo'],
    // Clocks go from 02:00 to 03:00: the moment after the gap.
    ['2024-03-31 02:30', '2024-03-31T01:30:00.000Z', 'Europe/Berlin'],
  ])('reads %s without a zone as %s in %s', (text, expected, timeZone) => {
    expect(readDate(text, timeZone)?.toISOString()).toBe(expected);
  });

  it.each([
    'soon',
    '',
    '2023-02-29',
    '2024-13-01',
    '2024-01-01 25:00',
    '2024-01-01 10:00 Mars/Olympus',
    '20240101',
    '0000-01-01',
    'foo 1',
    '12',
  ])('takes %j for no date', (text) => {
    expect(readDate(text, 'UTC')).toBeNull();
  });
});
