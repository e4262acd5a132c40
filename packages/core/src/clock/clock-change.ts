import type { ClockChange } from '@infra/traits';

/** How a schedule meets clock changes, with nothing left open. */
export type ClockChangePolicy = Required<ClockChange>;

/**
 * Fills in what an author left open: `missing: 'next'`; `repeated: 'both'` for a schedule by the hour (the hour field is
 * `*` or `*\/n`), else `'first'`.
 */
export function clockChangePolicy(normalForm: string, chosen: ClockChange = {}): ClockChangePolicy {
  return {
    missing: chosen.missing ?? 'next',
    repeated: chosen.repeated ?? (isByTheHour(normalForm) ? 'both' : 'first'),
  };
}

/** Whether the hour field is `*` or `*\/n`: such a schedule means an interval, not hours of the day. */
export function isByTheHour(normalForm: string): boolean {
  return /^\*(\/\d+)?$/.test(normalForm.split(' ')[2] ?? '');
}
