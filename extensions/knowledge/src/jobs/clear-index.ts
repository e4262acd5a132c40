import { Job, type JobContext, JobResult } from '@infra/traits';
import { z } from 'zod';
import { source } from '../parameters.js';
import { SearchStore } from '../store/search-store.js';
import { VectorStore } from '../store/vector-store.js';

const parameters = z.strictObject({
  source,
  index: z.enum(['online', 'offline']).describe('vectors, or full text'),
});

/** What a run of `clear_index` removed. */
export interface ClearedIndex {
  readonly source: string;
  readonly index: 'online' | 'offline';
  readonly removed: number;
}

/** Removes a source from one of the two indexes; its pages stay. */
@Job({
  name: 'clear_index',
  description: 'Removes a source from the online or the offline index; its pages stay',
  tags: ['indexing'],
  parameters,
  subject: 'source',
})
export class ClearIndex {
  async execute(context: JobContext<typeof parameters>): Promise<JobResult<ClearedIndex>> {
    const { source, index } = context.parameters;
    const store = index === 'online' ? new VectorStore(context.db) : new SearchStore(context.db);
    const removed = await store.clear(source);
    return JobResult.success()
      .withMessage(
        `Removed ${removed} ${index === 'online' ? 'vector(s)' : 'page(s)'} of ${source} from the ${index} index`,
      )
      .withStats(removed, 0)
      .withOutput({ source, index, removed });
  }
}
