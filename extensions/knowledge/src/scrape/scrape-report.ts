import { JobResult } from '@infra/traits';

/** What a run of `scrape` did. */
export interface ScrapeOutput {
  readonly source: string;
  /** Pages that were read. */
  readonly pages: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Pages that the source has no more. */
  readonly removed: number;
  readonly failed: number;
  /** The first hundred of them. */
  readonly failures: readonly ScrapeFailure[];
  /** False when there was more than may be read; then nothing is taken for gone that was merely not seen. */
  readonly complete: boolean;
}

/** A page that could not be read. */
export interface ScrapeFailure {
  readonly address: string;
  readonly reason: string;
}

/** The result of a scrape; it is a failure when no page could be read. */
export function scrapeResult(output: ScrapeOutput): JobResult<ScrapeOutput> {
  const { source, pages, added, changed, removed, failed, failures, complete } = output;
  const parts = [`${added} added`, `${changed} changed`, `${removed} removed`, `${failed} failed`];
  const more = complete ? '' : '; there are more than may be read';
  const message = `Scraped ${pages} page(s) of ${source}: ${parts.join(', ')}${more}`;
  const [first] = failures;
  const result =
    pages === 0 && first !== undefined
      ? JobResult.failure(`No page of ${source} could be read: ${first.address}: ${first.reason}`)
      : JobResult.success().withMessage(message);
  return result.withStats(pages + failed, failed).withOutput(output);
}
