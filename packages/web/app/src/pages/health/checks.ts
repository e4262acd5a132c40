import type { DataOf } from '../../data/artifacts.js';

/** One thing that was looked at. */
export type Check = DataOf<'doctor'>['checks'][number];

/** What was found, problems first, and what is as it should be. */
export function sortedChecks(checks: readonly Check[]): {
  readonly found: readonly Check[];
  readonly fine: readonly Check[];
} {
  const of = (status: Check['status']) => checks.filter((check) => check.status === status);
  return { found: [...of('problem'), ...of('warning')], fine: of('ok') };
}

/** A check as people read it: `Unclaimable runs`. */
export function checkInWords(check: string): string {
  const words = check.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
