import { Job, type JobContext, JobResult } from '@infra/traits';
import { z } from 'zod';
import { force, source } from '../parameters.js';
import { summariseText } from '../page/summarise-text.js';
import { forEachBatch } from '../store/batches.js';
import { DocumentStore } from '../store/document-store.js';

const parameters = z.strictObject({
  source,
  force,
  sentences: z.int().min(1).max(20).default(3).describe('how many sentences a summary has at most'),
});

/** What a run of `summarise` did. */
export interface SummariseOutput {
  readonly source: string;
  readonly summarised: number;
  /** Pages that have no sentence. */
  readonly without: number;
}

const batchSize = 20;

/** Picks the sentences that stand for each page that changed. */
@Job({
  name: 'summarise',
  description: 'Picks the sentences that stand for each page that changed',
  tags: ['content'],
  parameters,
  subject: 'source',
  chain: { after: ['metadata'] },
})
export class Summarise {
  async execute(context: JobContext<typeof parameters>): Promise<JobResult<SummariseOutput>> {
    const { db, signal } = context;
    const { source, force, sentences } = context.parameters;
    const store = new DocumentStore(db);
    let summarised = 0;
    let without = 0;
    await forEachBatch(
      { source, force, limit: batchSize },
      signal,
      (request) => store.unsummarised(request),
      async (pages) => {
        const made = pages.map(({ id, body, language, hash }) => ({
          id,
          hash,
          summary: summariseText(body, sentences, language),
        }));
        await store.summarise(made);
        without += made.filter(({ summary }) => summary === null).length;
        summarised += made.length;
        context.progress({ completed: summarised });
      },
    );
    return JobResult.success()
      .withMessage(`Summarised ${summarised - without} page(s) of ${source}`)
      .withStats(summarised, 0)
      .withOutput({ source, summarised: summarised - without, without });
  }
}
