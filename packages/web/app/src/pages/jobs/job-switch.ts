/** How long an operator's word may hold, as a dialog offers it. */
export const holds = [
  { value: '', word: 'until somebody changes it' },
  { value: '1h', word: 'for an hour' },
  { value: '4h', word: 'for 4 hours' },
  { value: '1d', word: 'for a day' },
  { value: '7d', word: 'for a week' },
  { value: 'at', word: 'until a moment …' },
] as const;

export type Hold = (typeof holds)[number]['value'];

const hour = 3_600_000;
const lengths: Readonly<Record<string, number>> = {
  '1h': hour,
  '4h': 4 * hour,
  '1d': 24 * hour,
  '7d': 168 * hour,
};

/**
 * When a word runs out.
 * @param at what stands in a field for a local date and time, for the hold `at`.
 * @returns undefined for one that does not; null for a moment that is not given or has passed.
 */
export function untilOf(hold: Hold, at: string, now: Date): Date | null | undefined {
  if (hold === '') return undefined;
  if (hold !== 'at') return new Date(now.getTime() + (lengths[hold] ?? 0));
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) || moment <= now ? null : moment;
}
