import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetsOf } from './zone-offsets.js';

const hour = 3_600_000;

/** The offset as the platform words it (`GMT-03:30`), which is not how the code under test finds it. */
function offsetInWords(instant: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name.replace('GMT+00:00', 'GMT');
}

function inWords(offset: number): string {
  if (offset === 0) return 'GMT';
  const minutes = Math.abs(offset) / 60_000;
  const parts = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `GMT${offset < 0 ? '-' : '+'}${parts.join(':')}`;
}

describe('ZoneOffsets', () => {
  it('knows the offset of every zone at any moment since 1980', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const instant = fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2060, 0) });
    fc.assert(
      fc.property(zone, instant, (timeZone, moment) => {
        expect(inWords(offsetsOf(timeZone).at(moment).offset)).toBe(offsetInWords(moment, timeZone));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('finds two changes within a week, as in Gaza in October 2040', () => {
    const gaza = offsetsOf('Asia/Gaza');
    const first = gaza.at(Date.UTC(2040, 9, 20));
    expect(inWords(first.offset)).toBe(offsetInWords(first.start, 'Asia/Gaza'));
    expect((first.end - first.start) / (24 * hour)).toBeLessThan(7);
  });

  it.each(['UTC', 'America/New_York', 'Africa/Casablanca', 'Pacific/Apia'])(
    'divides the time of %s without gaps, each period remembering how far the clocks had come',
    (timeZone) => {
      const offsets = offsetsOf(timeZone);
      let period = offsets.at(Date.UTC(2009, 0));
      while (period.end < Date.UTC(2015, 0)) {
        const next = offsets.at(period.end);
        expect(next.start).toBe(period.end);
        expect(next.reached).toBe(period.end + period.offset);
        expect(offsets.at(next.end - 1)).toBe(next);
        period = next;
      }
    },
  );

  it('says which wall times New York leaves out and repeats in 2026', () => {
    const newYork = offsetsOf('America/New_York');
    const summer = newYork.at(Date.UTC(2026, 2, 8, 7));
    expect([summer.reached, summer.start + summer.offset]).toEqual([
      Date.UTC(2026, 2, 8, 2),
      Date.UTC(2026, 2, 8, 3),
    ]);
    const winter = newYork.at(Date.UTC(2026, 10, 1, 6));
    expect([winter.start + winter.offset, winter.reached]).toEqual([
      Date.UTC(2026, 10, 1, 1),
      Date.UTC(2026, 10, 1, 2),
    ]);
  });

  it('knows the day that Samoa left out', () => {
    const apia = offsetsOf('Pacific/Apia').at(Date.UTC(2011, 11, 30, 10));
    expect(apia.start + apia.offset - apia.reached).toBe(24 * hour);
  });
});
