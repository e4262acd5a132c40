import { inject, Job, type JobContext, type JobResult } from '@infra/traits';
import { z } from 'zod';
import { collectionsOf, rootsOf } from './collections.js';
import { ingestContent } from './ingest/ingest-content.js';
import type { IngestOutput } from './ingest/ingest-report.js';
import { BLOG_SETTINGS, type BlogSettings } from './settings.js';

const parameters = z.object({
  prune: z
    .boolean()
    .default(false)
    .describe('Also remove documents that lie in none of the directories of the configured collections'),
});

/** Ingests pages and all other collections but the posts. */
@Job({
  name: 'content_ingestion',
  description: 'Ingests markdown content from configured directories',
  schedule: '0 0 * * * *',
  tags: ['content'],
  parameters,
})
export class ContentIngestion {
  readonly #settings: BlogSettings;

  constructor(@inject(BLOG_SETTINGS) settings: BlogSettings) {
    this.#settings = settings;
  }

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<IngestOutput>> {
    const { configuration, hostDirectory } = this.#settings;
    const [posts, ...others] = collectionsOf(this.#settings);
    const roots = others.flatMap((collection) => rootsOf(collection, hostDirectory));
    const foreign = rootsOf(posts, hostDirectory);
    const { timeZone, maxFileSize } = configuration;
    return await ingestContent(
      { roots, foreign, timeZone, maxFileSize, prune: context.parameters.prune },
      context,
    );
  }
}
