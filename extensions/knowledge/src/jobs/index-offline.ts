import { Job, type JobContext, JobResult } from '@infra/traits';
import { ofSourceIncremental } from '../parameters.js';
import { forEachBatch } from '../store/batches.js';
import { DocumentStore } from '../store/document-store.js';
import { SearchStore } from '../store/search-store.js';

const parameters = ofSourceIncremental;

/** What a run of `index_offline` or `index_online` did. */
export interface IndexOutput {
  readonly source: string;
  readonly indexed: number;
  /** Pages that `metadata` has not described as they are now. */
  readonly undescribed: number;
}

const batchSize = 50;

/** Brings the full-text index up to the described pages of a source. */
@Job({
  name: 'index_offline',
  description: 'Brings the full-text index up to the described pages of a source',
  tags: ['indexing'],
  parameters,
  subject: 'source',
  chain: { after: ['metadata'] },
})
export class IndexOffline {
  async execute(context: JobContext<typeof parameters>): Promise<JobResult<IndexOutput>> {
    const { db, signal, logger } = context;
    const { source, force } = context.parameters;
    const index = new SearchStore(db);
    const { undescribed } = await new DocumentStore(db).count(source);
    if (undescribed > 0) logger.warn('pages are not described yet: run metadata first', { undescribed });
    let indexed = 0;
    await forEachBatch(
      { source, force, limit: batchSize },
      signal,
      (request) => index.index(request),
      async (documents) => {
        indexed += documents.length;
        context.progress({ completed: indexed });
      },
    );
    return JobResult.success()
      .withMessage(`Indexed ${indexed} page(s) of ${source}`)
      .withStats(indexed, 0)
      .withOutput({ source, indexed, undescribed });
  }
}
