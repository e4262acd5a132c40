import type { DataOf } from '../../data/artifacts.js';
import { durationInWords } from '../../words/durations.js';

type Entry = DataOf<'jobs history'>['entries'][number];

/** The durations of finished runs as a plot takes them: by when they ended, oldest first. */
export interface DurationPoints {
  /** Seconds since 1970. */
  readonly at: readonly number[];
  /** Seconds; null where the run did not end like this. */
  readonly completed: readonly (number | null)[];
  readonly failed: readonly (number | null)[];
  readonly runIds: readonly string[];
}

/** The points of a history that is newest first; runs that never started or are unfinished have none. */
export function durationPoints(entries: readonly Entry[]): DurationPoints {
  const finished = entries
    .flatMap(({ finished_at, duration_ms, status, run_id }) =>
      finished_at === null || duration_ms === null
        ? []
        : [{ at: Date.parse(finished_at) / 1000, seconds: duration_ms / 1000, status, run_id }],
    )
    .toSorted((one, other) => one.at - other.at);
  return {
    at: finished.map(({ at }) => at),
    completed: finished.map(({ status, seconds }) => (status === 'success' ? seconds : null)),
    failed: finished.map(({ status, seconds }) => (status === 'success' ? null : seconds)),
    runIds: finished.map(({ run_id }) => run_id),
  };
}

/** What a plot shows, for whoever cannot see it. */
export function durationsInWords(
  { at }: DurationPoints,
  { p50, p95 }: { readonly p50: number | null; readonly p95: number | null },
): string {
  if (at.length === 0) return 'No run has finished yet';
  const usual = p50 === null ? '' : `: usually ${durationInWords(p50)}`;
  const most = p95 === null ? '' : `, 95 % within ${durationInWords(p95)}`;
  const runs = at.length === 1 ? 'one finished run' : `last ${String(at.length)} finished runs`;
  return `How long the ${runs} took${usual}${most}`;
}
