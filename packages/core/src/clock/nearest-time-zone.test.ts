import { describe, expect, it } from 'vitest';
import { nearestTimeZone } from './nearest-time-zone.js';

describe('nearestTimeZone', () => {
  it.each([
    ['europe berlin', 'Europe/Berlin'],
    ['Berlin', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['Lord Howe', 'Australia/Lord_Howe'],
  ])('knows what %s means', (name, zone) => {
    expect(nearestTimeZone(name)).toBe(zone);
  });

  it.each(['', '+02:00', 'Nowhere', 'America'])('has no guess for %j', (name) => {
    expect(nearestTimeZone(name)).toBeNull();
  });
});
