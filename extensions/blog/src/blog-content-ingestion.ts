import { resolve } from 'node:path';
import { inject, Job, type JobContext, type JobResult } from '@infra/traits';
import { z } from 'zod';
import { collectionsOf, ownerOf, rootsOf } from './collections.js';
import { ingestContent } from './ingest/ingest-content.js';
import type { IngestOutput } from './ingest/ingest-report.js';
import { BLOG_SETTINGS, type BlogSettings } from './settings.js';

const parameters = z.object({
  directory: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe('One directory or several, in place of the configured ones'),
  prune: z
    .boolean()
    .default(false)
    .describe('Also remove posts that lie in none of the directories that this run reads'),
});

/** Ingests the posts. */
@Job({
  name: 'blog_content_ingestion',
  description: 'Ingests blog posts from markdown files',
  schedule: '0 0 * * * *',
  tags: ['content'],
  parameters,
})
export class BlogContentIngestion {
  readonly #settings: BlogSettings;

  constructor(@inject(BLOG_SETTINGS) settings: BlogSettings) {
    this.#settings = settings;
  }

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<IngestOutput>> {
    const { configuration, hostDirectory } = this.#settings;
    const { directory, prune } = context.parameters;
    const [posts, ...others] = collectionsOf(this.#settings);
    const foreign = others.flatMap((collection) => rootsOf(collection, hostDirectory));
    const given = directory === undefined ? posts.directories : [directory].flat();
    const configured = [...rootsOf(posts, hostDirectory), ...foreign];
    for (const one of given) {
      const owner = ownerOf(resolve(hostDirectory, one), configured);
      if (owner !== null && owner.name !== posts.name) {
        throw new RangeError(`${one} belongs to the collection '${owner.name}': its files are no posts`);
      }
    }
    const roots = rootsOf(posts, hostDirectory, given);
    const { timeZone, maxFileSize } = configuration;
    return await ingestContent({ roots, foreign, timeZone, maxFileSize, prune }, context);
  }
}
