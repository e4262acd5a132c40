import { Job, type JobContext, JobResult } from '@infra/traits';
import { ofSourceIncremental } from '../parameters.js';
import { describePage } from '../page/describe-page.js';
import { forEachBatch } from '../store/batches.js';
import { DocumentStore } from '../store/document-store.js';

const parameters = ofSourceIncremental;

/** What a run of `metadata` did. */
export interface MetadataOutput {
  readonly source: string;
  readonly documents: number;
  readonly described: number;
}

const batchSize = 50;

/** Finds out title, text, language, words, tags and dates of the pages that changed. */
@Job({
  name: 'metadata',
  description: 'Finds out title, text, language, words, tags and dates of pages that changed',
  tags: ['content'],
  parameters,
  subject: 'source',
  chain: { after: ['scrape'] },
})
export class Metadata {
  async execute(context: JobContext<typeof parameters>): Promise<JobResult<MetadataOutput>> {
    const { db, signal } = context;
    const { source, force } = context.parameters;
    const store = new DocumentStore(db);
    const { documents, undescribed } = await store.count(source);
    const total = force ? documents : undescribed;
    let described = 0;
    await forEachBatch(
      { source, force, limit: batchSize },
      signal,
      (request) => store.undescribed(request),
      async (pages) => {
        await store.describe(
          pages.map(({ id, html, facts, contentHash }) => ({
            ...describePage(html, facts),
            id,
            contentHash,
          })),
        );
        described += pages.length;
        context.progress({ completed: described, total });
      },
    );
    return JobResult.success()
      .withMessage(`Described ${described} of ${documents} page(s) of ${source}`)
      .withStats(described, 0)
      .withOutput({ source, documents, described });
  }
}
