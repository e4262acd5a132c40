import { offsetsOf } from './zone-offsets.js';

/**
 * What the clocks of a zone show at this moment, to the second and with their offset: `2026-03-29T03:30:00+02:00`. The
 * two halves of a repeated hour differ in the offset.
 * @throws {RangeError} for a name that is no time zone.
 */
export function localTime(moment: Date, timeZone: string): string {
  const { offset } = offsetsOf(timeZone).at(moment.getTime());
  const wall = new Date(moment.getTime() + offset).toISOString().slice(0, 19);
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}`;
}
