import { JobResult } from '@infra/traits';
import type { FileFailure } from '../files/file-failure.js';

/** A link of a document that leads nowhere on the site. */
export interface BrokenLink {
  readonly path: string;
  readonly link: string;
}

/** What a publish run did. Lists are cut at 1,000 entries, the counts are not. */
export interface PublishOutput {
  readonly directory: string;
  readonly documents: number;
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly failed: number;
  readonly failures: readonly FileFailure[];
  readonly broken_links: readonly BrokenLink[];
}

const longestList = 1000;

/** What {@link publishResult} is told. */
export interface PublishFacts {
  readonly directory: string;
  readonly documents: number;
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly failures: readonly FileFailure[];
  readonly brokenLinks: readonly BrokenLink[];
}

/** The run's result: a failure only when nothing could be written. */
export function publishResult(facts: PublishFacts): JobResult<PublishOutput> {
  const { directory, documents, written, unchanged, removed, failures, brokenLinks } = facts;
  const failed = failures.length;
  const counts = { 'files written': written, unchanged, removed, failed, 'broken links': brokenLinks.length };
  const asides = Object.entries(counts).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
  const summary = `Published ${documents} ${documents === 1 ? 'document' : 'documents'}`;
  const message = asides.length === 0 ? summary : `${summary} (${asides.join(', ')})`;
  const [first] = failures;
  const isLost = first !== undefined && written + unchanged === 0;
  const result = isLost
    ? JobResult.failure(`${message}: ${first.path}: ${first.reason}`)
    : JobResult.success().withMessage(message);
  return result.withStats(documents, failed).withOutput({
    directory,
    documents,
    written,
    unchanged,
    removed,
    failed,
    failures: failures.slice(0, longestList),
    broken_links: brokenLinks.slice(0, longestList),
  });
}
