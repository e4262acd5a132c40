import { JobResult } from '@infra/traits';
import type { ImportCounts, ImportFailure } from '../store/import-store.js';
import { showUrl } from './import-item.js';

/** What an import has done, over all of its runs. The list of failures is cut at 1,000 entries, the counts are not. */
export interface BatchImportOutput {
  /** The run that began it: `retry_failed` takes it. */
  readonly import: string;
  /** The list that is worked through; null for few items, of which nothing is tracked. */
  readonly list: string | null;
  /** Different ones. */
  readonly items: number;
  /** Entries that repeat another one. */
  readonly duplicates: number;
  readonly imported: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly failures: readonly ImportFailure[];
}

/** How many failures a report has at most. */
export const mostReported = 1000;

/** Counts of two parts of an import together. */
export function addCounts(one: ImportCounts, other: ImportCounts): ImportCounts {
  return {
    added: one.added + other.added,
    changed: one.changed + other.changed,
    unchanged: one.unchanged + other.unchanged,
    failed: one.failed + other.failed,
  };
}

/** The result of a run: a failure only when there was something to import and all of it failed. */
export function importResult(
  facts: Pick<BatchImportOutput, 'import' | 'list' | 'items' | 'duplicates'>,
  counts: ImportCounts,
  failures: readonly ImportFailure[],
): JobResult<BatchImportOutput> {
  const shown = failures.map(({ item, reason }) => ({ item: showUrl(item), reason }));
  const output = {
    ...facts,
    imported: counts.added + counts.changed,
    ...counts,
    failures: shown.slice(0, mostReported),
  };
  const [first] = output.failures;
  const result =
    first !== undefined && output.imported + output.unchanged === 0
      ? JobResult.failure(`${summaryOf(output)}: ${first.item}: ${first.reason}`)
      : JobResult.success().withMessage(summaryOf(output));
  return result.withStats(output.items, output.failed).withOutput(output);
}

function summaryOf(output: BatchImportOutput): string {
  const asides = [
    [output.unchanged, 'unchanged'],
    [output.failed, 'failed'],
    [output.duplicates, output.duplicates === 1 ? 'duplicate' : 'duplicates'],
  ] as const;
  const words = asides.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const items = `Imported ${output.imported} ${output.imported === 1 ? 'item' : 'items'}`;
  return words.length === 0 ? items : `${items} (${words.join(', ')})`;
}
