import type { DataOf } from '../../data/artifacts.js';
import { durationInWords } from '../../words/durations.js';

/** What became of one occurrence, or of several that were skipped together. */
export type LedgerEntry = DataOf<'jobs ledger'>['entries'][number];

/** How a cell looks: by colour, height and mark. */
export type CellKind = 'completed' | 'failed' | 'cancelled' | 'unfinished' | 'skipped' | 'missed';

/** One cell of the strip. */
export interface LedgerCell {
  readonly key: string;
  readonly kind: CellKind;
  /** A word for it: `Completed`, `Skipped: overlap`. */
  readonly word: string;
  /** How many ordinary cells wide it is: more for many occurrences, but not as many. */
  readonly width: number;
  readonly entry: LedgerEntry;
}

/** Why an occurrence did not run, in words. */
const skipReasons: Readonly<Record<NonNullable<LedgerEntry['reason']>, string>> = {
  overlap: 'an earlier run of the job was unfinished',
  disabled: 'the job was disabled',
  misfire: 'its moment passed while nothing served it',
  no_worker: 'no live process had the job',
  subject_busy: 'an unfinished run held what it works on',
};

/** The cells of a ledger, oldest first, as time goes. */
export function cellsOf(entries: readonly LedgerEntry[]): LedgerCell[] {
  return entries.toReversed().map((entry) => ({
    key: `${entry.schedule_name} ${entry.first}`,
    ...lookOf(entry),
    width: widthOf(entry.count),
    entry,
  }));
}

function lookOf({ run, reason }: LedgerEntry): { kind: CellKind; word: string } {
  if (run !== null) return lookOfRun(run.status);
  // What was skipped on purpose is no fault; what nobody served is.
  if (reason === 'misfire') return { kind: 'missed', word: 'Missed' };
  if (reason === 'no_worker') return { kind: 'missed', word: 'Missed: no worker' };
  return { kind: 'skipped', word: `Skipped: ${(reason ?? '').replace('_', ' ')}` };
}

function lookOfRun(status: NonNullable<LedgerEntry['run']>['status']): { kind: CellKind; word: string } {
  if (status === 'success') return { kind: 'completed', word: 'Completed' };
  if (status === 'failed') return { kind: 'failed', word: 'Failed' };
  if (status === 'cancelled') return { kind: 'cancelled', word: 'Cancelled' };
  return { kind: 'unfinished', word: status === 'running' ? 'Running' : 'Waiting' };
}

function widthOf(count: number | null): number {
  return count === null ? 3 : Math.min(4, 1 + Math.floor(Math.log10(Math.max(1, count)) * 1.5));
}

/** How many of each kind there are, as a sentence: `48 completed, 2 failed, 30 missed`. */
export function ledgerInWords(cells: readonly LedgerCell[]): string {
  const counts = new Map<string, number>();
  for (const { kind, entry } of cells) counts.set(kind, (counts.get(kind) ?? 0) + (entry.count ?? 1));
  return [...counts].map(([kind, count]) => `${count.toLocaleString('en')} ${kind}`).join(', ');
}

/** What there is to say of a cell beside its word and moment. */
export function detailsOf({ run, reason, count }: LedgerEntry): string[] {
  if (run === null) {
    const times =
      count === null ? 'this goes on' : count > 1 ? `${count.toLocaleString('en')} occurrences` : '';
    return [reason === null ? '' : skipReasons[reason], times].filter((part) => part !== '');
  }
  return [
    run.lateness_ms === null ? '' : `started ${durationInWords(run.lateness_ms)} after its moment`,
    run.duration_ms === null ? '' : `took ${durationInWords(run.duration_ms)}`,
    run.error ?? '',
  ].filter((part) => part !== '');
}
