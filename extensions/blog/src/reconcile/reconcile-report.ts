import { JobResult } from '@infra/traits';
import type { FileFailure } from '../files/file-failure.js';
import type { Comparison } from './compare-content.js';

/** What became of the differences, where they were to be repaired. */
export interface ContentRepair {
  /** Ghosts whose documents were removed. */
  readonly removed: number;
  /** Orphans and changed files that were ingested. */
  readonly ingested: number;
  /** Ghosts and orphans that turned out to be one file at another place: their documents stay and move. */
  readonly moved: number;
  readonly failed: number;
  readonly failures: readonly FileFailure[];
}

/** Where documents and files do not agree. Lists of paths are cut at 1,000 entries, the counts are not. */
export interface ReconcileOutput {
  readonly documents: number;
  readonly files: number;
  /** Documents without a file. */
  readonly ghosts: number;
  /** Files without a document. */
  readonly orphans: number;
  /** Files that differ from their documents. */
  readonly changed: number;
  /** Files and directories that could not be looked at. */
  readonly unreadable: number;
  readonly ghost_paths: readonly string[];
  readonly orphan_paths: readonly string[];
  readonly changed_paths: readonly string[];
  readonly unreadable_paths: readonly FileFailure[];
  /** Null when nothing was to be repaired. */
  readonly repaired: ContentRepair | null;
}

const longestList = 1000;

/** The result of a comparison: a success whatever it found. */
export function reconcileResult(
  comparison: Comparison,
  repaired: ContentRepair | null,
): JobResult<ReconcileOutput> {
  const { documents, files, ghosts, orphans, changed, unreadable } = comparison;
  const output = {
    documents,
    files,
    ghosts: ghosts.length,
    orphans: orphans.length,
    changed: changed.length,
    unreadable: unreadable.length,
    ghost_paths: ghosts.slice(0, longestList).map(({ path }) => path),
    orphan_paths: orphans.slice(0, longestList).map(({ path }) => path),
    changed_paths: changed.slice(0, longestList).map(({ file }) => file.path),
    unreadable_paths: unreadable.slice(0, longestList),
    repaired,
  };
  const different = output.ghosts + output.orphans + output.changed;
  // What could not be looked at has failed to be repaired too.
  const left =
    repaired === null ? different + output.unreadable : Math.max(repaired.failed, output.unreadable);
  return JobResult.success()
    .withMessage(summaryOf(output))
    .withStats(documents + output.orphans, Math.min(left, documents + output.orphans))
    .withOutput(output);
}

function summaryOf({ documents, ghosts, orphans, changed, unreadable, repaired }: ReconcileOutput): string {
  const found = [
    [ghosts, 'ghost', 'ghosts'],
    [orphans, 'orphan', 'orphans'],
    [changed, 'changed', 'changed'],
    [unreadable, 'unreadable', 'unreadable'],
  ] as const;
  const words = found
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  if (words.length === 0)
    return `${documents} ${documents === 1 ? 'document' : 'documents'}, all as their files`;
  return `${words.join(', ')}${repaired === null ? '' : `: ${repairOf(repaired)}`}`;
}

function repairOf({ removed, ingested, moved, failed }: ContentRepair): string {
  const done = [
    [removed, 'removed'],
    [ingested, 'ingested'],
    [moved, 'moved'],
    [failed, 'failed'],
  ] as const;
  const words = done.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return words.length === 0 ? 'nothing to repair' : words.join(', ');
}
