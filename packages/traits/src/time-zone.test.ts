import { describe, expect, it } from 'vitest';
import { isTimeZone } from './time-zone.js';

describe('isTimeZone', () => {
  it.each([
    'UTC',
    'Europe/Berlin',
    'America/Argentina/Buenos_Aires',
    'Asia/Calcutta',
    'Etc/GMT+5',
    'EST',
    'Japan',
  ])('knows %s, a name or alias of the IANA database', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each([
    '',
    'Mars/Olympus',
    'Europe/Berlin ',
    '+02:00',
    '-05',
    'UTC+1',
    'PST',
    'IST',
    'cst',
    'SystemV/PST8',
  ])('does not take %j for one', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it('knows every zone that the platform lists', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !isTimeZone(name))).toEqual([]);
  });
});
