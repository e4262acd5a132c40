import { inject, Job, type JobContext, type JobResult } from '@infra/traits';
import type { PublishOutput } from './publish/publish-report.js';
import { publishSite } from './publish/publish-site.js';
import { BLOG_SETTINGS, type BlogSettings } from './settings.js';

/** Publishes what is ingested as a static site. */
@Job({
  name: 'publish_content',
  description: 'Publishes ingested content as HTML pages, feeds and a sitemap',
  schedule: '0 */30 * * * *',
  tags: ['content'],
})
export class PublishContent {
  readonly #settings: BlogSettings;

  constructor(@inject(BLOG_SETTINGS) settings: BlogSettings) {
    this.#settings = settings;
  }

  async execute(context: JobContext): Promise<JobResult<PublishOutput>> {
    return await publishSite(this.#settings, context);
  }
}
