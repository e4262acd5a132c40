import { inject, Job, type JobContext, type JobResult } from '@infra/traits';
import { ofSource } from '../parameters.js';
import { crawlSite, crawlState } from '../scrape/crawl-site.js';
import { scrapePosts } from '../scrape/scrape-posts.js';
import { type ScrapeOutput, scrapeResult } from '../scrape/scrape-report.js';
import { KNOWLEDGE_SETTINGS, type KnowledgeSettings, sourceOf } from '../settings.js';

const parameters = ofSource;

/** Reads the pages of a source: a site, or the ingested posts. */
@Job({
  name: 'scrape',
  description: 'Reads the pages of a source: a web site, or the ingested posts',
  tags: ['content'],
  parameters,
  subject: 'source',
  resumable: crawlState,
})
export class Scrape {
  readonly #settings: KnowledgeSettings;

  constructor(@inject(KNOWLEDGE_SETTINGS) settings: KnowledgeSettings) {
    this.#settings = settings;
  }

  async execute(context: JobContext<typeof parameters, typeof crawlState>): Promise<JobResult<ScrapeOutput>> {
    const source = sourceOf(this.#settings, context.parameters.source);
    const output =
      source.kind === 'posts'
        ? await scrapePosts(source, context)
        : await crawlSite(source, this.#settings.configuration.scrape, context);
    return scrapeResult(output);
  }
}
