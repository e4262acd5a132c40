import type { Checkpoint, JobContext } from '@infra/traits';
import { z } from 'zod';
import type { KnowledgeConfiguration, SiteSource } from '../configuration.js';
import { hashOf } from '../hash-of.js';
import { DocumentStore, type ScrapedPage } from '../store/document-store.js';
import { pageAddress, readPage } from './page-links.js';
import { PoliteSite } from './polite-site.js';
import type { ScrapeOutput } from './scrape-report.js';

const step = z.strictObject({ address: z.string(), depth: z.int() });

/** Where a crawl is: what a later run goes on from. */
export const crawlState = z.strictObject({
  waiting: z.array(step),
  /** All addresses that were ever waiting. */
  seen: z.array(z.string()),
  /** Of them, those that are no pages of the site (any more). */
  gone: z.array(z.string()),
  pages: z.int(),
  added: z.int(),
  changed: z.int(),
  failures: z.array(z.strictObject({ address: z.string(), reason: z.string() })),
});

type CrawlState = z.output<typeof crawlState>;

type CrawlContext = Pick<JobContext, 'db' | 'signal' | 'progress' | 'logger'> & {
  readonly checkpoint: Checkpoint<CrawlState>;
};

// Pages that are stored at once; a killed crawl reads so many again at most.
const batchSize = 10;

const mostFailuresTold = 100;

// So many addresses are asked for each page that may be read: a site that leads on and on has an end too.
const addressesAPage = 10;

/**
 * Reads a site, link by link from its first page and from its sitemap, and goes on where an earlier run was interrupted.
 * Pages that are gone are removed; what was merely not seen is only when the crawl was complete and nothing failed.
 */
export async function crawlSite(
  source: SiteSource,
  scrape: KnowledgeConfiguration['scrape'],
  context: CrawlContext,
): Promise<ScrapeOutput> {
  return await new Crawl(source, new PoliteSite(source, scrape, context.signal), context).perform();
}

class Crawl {
  readonly #source: SiteSource;
  readonly #site: PoliteSite;
  readonly #context: CrawlContext;
  readonly #documents: DocumentStore;
  readonly #seen = new Set<string>();
  #state: CrawlState = { waiting: [], seen: [], gone: [], pages: 0, added: 0, changed: 0, failures: [] };
  #batch: ScrapedPage[] = [];

  constructor(source: SiteSource, site: PoliteSite, context: CrawlContext) {
    this.#source = source;
    this.#site = site;
    this.#context = context;
    this.#documents = new DocumentStore(context.db);
  }

  async perform(): Promise<ScrapeOutput> {
    await this.#site.open();
    await this.#begin();
    const { maxPages } = this.#source;
    while (this.#state.pages < maxPages && this.#asked() < maxPages * addressesAPage) {
      this.#context.signal.throwIfAborted();
      const next = this.#state.waiting.shift();
      if (next === undefined) break;
      await this.#visit(next.address, next.depth);
      if (this.#batch.length === batchSize) await this.#save();
      const { pages, waiting } = this.#state;
      this.#context.progress({ completed: pages, total: Math.min(maxPages, pages + waiting.length) });
    }
    await this.#save();
    return this.#end();
  }

  #asked(): number {
    return this.#state.seen.length - this.#state.waiting.length;
  }

  async #begin(): Promise<void> {
    const kept = await this.#context.checkpoint.load();
    if (kept !== null) {
      this.#state = kept;
      for (const address of kept.seen) this.#seen.add(address);
      return;
    }
    const first = pageAddress(this.#source.url, this.#source.url);
    this.#expect(first === null ? [] : [first], 0);
    this.#expect(await this.#site.sitemapPages(this.#source.maxPages), 1);
  }

  async #visit(address: string, depth: number): Promise<void> {
    const fetched = await this.#site.page(address);
    if (fetched.kind === 'failed') {
      this.#state.failures.push({ address, reason: fetched.reason });
      this.#context.logger.warn('a page could not be read', { address, reason: fetched.reason });
    }
    if (fetched.kind === 'moved') this.#expect([fetched.to], depth);
    if (fetched.kind === 'moved' || fetched.kind === 'none') this.#state.gone.push(address);
    if (fetched.kind !== 'page') return;
    const { index, links } = readPage(fetched.html, address);
    if (depth < this.#source.depth) this.#expect(links, depth + 1);
    if (!index) {
      this.#state.gone.push(address);
      return;
    }
    this.#state.pages++;
    this.#batch.push({ address, html: fetched.html, facts: {}, contentHash: hashOf(fetched.html) });
  }

  #expect(addresses: readonly string[], depth: number): void {
    for (const address of addresses) {
      if (this.#seen.has(address)) continue;
      this.#seen.add(address);
      this.#state.seen.push(address);
      this.#state.waiting.push({ address, depth });
    }
  }

  async #save(): Promise<void> {
    if (this.#batch.length > 0) {
      const { added, changed } = await this.#documents.store(this.#source.id, this.#batch);
      this.#state.added += added;
      this.#state.changed += changed;
    }
    this.#batch = [];
    await this.#context.checkpoint.save(this.#state);
  }

  async #end(): Promise<ScrapeOutput> {
    const { waiting, seen, gone, pages, added, changed, failures } = this.#state;
    const complete = waiting.length === 0;
    const without = new Set(gone);
    const pagesThere = seen.filter((address) => !without.has(address));
    const removed =
      complete && failures.length === 0 && pages > 0
        ? await this.#documents.removeAllBut(this.#source.id, pagesThere)
        : await this.#documents.remove(this.#source.id, gone);
    return {
      source: this.#source.id,
      pages,
      added,
      changed,
      unchanged: pages - added - changed,
      removed,
      failed: failures.length,
      failures: failures.slice(0, mostFailuresTold),
      complete,
    };
  }
}
