import type { JobContext, JobResult } from '@infra/traits';
import { resolve } from 'node:path';
import { collectionsOf } from '../collections.js';
import type { BlogSettings } from '../settings.js';
import { PublicationStore } from '../store/publication-store.js';
import { absoluteUrl, type Address, fileOf, linkTo } from './address.js';
import { type FeedEntry, feedsOf, postsInFeed } from './feeds.js';
import {
  atomAddress,
  frameOf,
  framePage,
  type PageContent,
  redirectPage,
  rssAddress,
  type SiteFrame,
  stylesheetAddress,
} from './layout.js';
import { LinkResolver, type ResolvedLink } from './link-resolver.js';
import { Media } from './media.js';
import { OutputDirectory, type OutputFile } from './output-directory.js';
import { archivePage, collectionPage, documentPage, homePage, termPage, termsPage } from './pages.js';
import { type BrokenLink, type PublishOutput, publishResult } from './publish-report.js';
import { localLinksOf, rewriteLinks } from './rewrite-links.js';
import { planSite, type SitePage, type SitePlan } from './site-plan.js';
import { sitemapFiles } from './sitemap.js';
import { stylesheet } from './stylesheet.js';

type PublishContext = Pick<JobContext, 'db' | 'logger' | 'signal' | 'progress'>;

// How many documents' texts are in memory at once.
const batchSize = 100;

/**
 * Writes the site: a page for each document, lists, feeds, sitemap, redirects, and the files that documents link to.
 * What is there already is not written again, and what earlier runs wrote and is no more part of the site is removed.
 * With no document at all nothing is touched: an empty database is more often a new one than an empty blog.
 * @throws {PublishInterruptedError} when the output directory cannot be written; each file in it is whole.
 */
export async function publishSite(
  settings: BlogSettings,
  context: PublishContext,
): Promise<JobResult<PublishOutput>> {
  const store = new PublicationStore(context.db);
  const collections = collectionsOf(settings);
  const documents = await store.documents(collections.map(({ name }) => name));
  const directory = resolve(settings.hostDirectory, settings.configuration.output);
  if (documents.length === 0) {
    const nothing = { documents: 0, written: 0, unchanged: 0, removed: 0, failures: [], brokenLinks: [] };
    return publishResult({ directory, ...nothing }).withMessage(
      'Published 0 documents: none is ingested, the site is left as it is',
    );
  }
  const plan = planSite(documents, collections);
  const output = await OutputDirectory.open(directory);
  try {
    const run = new PublishRun({ settings, context, store, plan, output });
    await run.perform();
    const removed = await output.finish();
    const failures = [...plan.failures, ...output.failures];
    for (const { path, reason } of failures) context.logger.warn(`${path}: ${reason}`, { path, reason });
    const { written, unchanged } = output;
    const { brokenLinks } = run;
    return publishResult({
      directory,
      documents: documents.length,
      written,
      unchanged,
      removed,
      failures,
      brokenLinks,
    });
  } finally {
    await output.close();
  }
}

interface PublishParts {
  readonly settings: BlogSettings;
  readonly context: PublishContext;
  readonly store: PublicationStore;
  readonly plan: SitePlan;
  readonly output: OutputDirectory;
}

class PublishRun {
  readonly brokenLinks: BrokenLink[] = [];
  readonly #settings: BlogSettings;
  readonly #context: PublishContext;
  readonly #store: PublicationStore;
  readonly #plan: SitePlan;
  readonly #output: OutputDirectory;
  readonly #frame: SiteFrame;
  readonly #lists: readonly PageContent[];
  readonly #links: LinkResolver;
  readonly #feedEntries: FeedEntry[] = [];

  constructor({ settings, context, store, plan, output }: PublishParts) {
    this.#settings = settings;
    this.#context = context;
    this.#store = store;
    this.#plan = plan;
    this.#output = output;
    this.#frame = frameOf(settings.configuration, plan);
    this.#lists = listsOf(this.#frame, plan);
    const addresses = [...this.#lists.map(({ address }) => address), rssAddress, atomAddress, 'sitemap.xml'];
    this.#links = new LinkResolver(
      plan,
      new Media(settings.hostDirectory),
      addresses,
      settings.configuration.site.url,
    );
  }

  async perform(): Promise<void> {
    const { pages } = this.#plan;
    for (let from = 0; from < pages.length; from += batchSize) {
      this.#context.signal.throwIfAborted();
      await this.#putDocuments(pages.slice(from, from + batchSize));
      this.#context.progress({ completed: Math.min(from + batchSize, pages.length), total: pages.length });
    }
    this.#context.signal.throwIfAborted();
    await this.#output.put([...this.#listFiles(), ...this.#redirectFiles(), ...this.#otherFiles()]);
  }

  async #putDocuments(pages: readonly SitePage[]): Promise<void> {
    const texts = await this.#store.html(pages.map(({ document }) => document.id));
    const files = new Map<string, OutputFile>();
    for (const page of pages) {
      const text = texts.get(page.document.id);
      // Deleted since the site was planned: the page stays for now, the next run removes it.
      if (text === undefined) this.#output.keep(fileOf(page.address));
      else for (const file of await this.#filesOf(page, text)) files.set(file.file, file);
    }
    await this.#output.put([...files.values()]);
  }

  async #filesOf(page: SitePage, text: string): Promise<OutputFile[]> {
    const links = await this.#resolveLinks(page, text);
    const linkedFrom = (spell: (address: Address) => string) =>
      rewriteLinks(text, (link) => {
        const resolved = links.get(link);
        return resolved === undefined ? null : spell(resolved.address) + resolved.suffix;
      });
    const { url } = this.#settings.configuration.site;
    if ((this.#plan.postRanks.get(page) ?? Infinity) < postsInFeed) {
      this.#feedEntries.push({ page, content: linkedFrom((address) => absoluteUrl(address, url)) });
    }
    const body = linkedFrom((address) => linkTo(address, page.address));
    const media = [...links.values()].flatMap((link) => link.media ?? []);
    return [
      this.#pageFile(documentPage(this.#frame, this.#plan, page, body)),
      ...media.map(({ address, absolute }) => ({ file: address, content: { copyOf: absolute } })),
    ];
  }

  /** By link as it is written; broken ones are noted and left out. */
  async #resolveLinks(page: SitePage, text: string): Promise<Map<string, ResolvedLink>> {
    const links = new Map<string, ResolvedLink>();
    for (const link of localLinksOf(text)) {
      const resolved = await this.#links.resolve(link, page);
      if (resolved !== null) {
        links.set(link, resolved);
        continue;
      }
      const broken = { path: page.document.path, link };
      this.brokenLinks.push(broken);
      this.#context.logger.warn(`${broken.path}: the link ${link} leads nowhere`, broken);
    }
    return links;
  }

  #listFiles(): OutputFile[] {
    return this.#lists.map((page) => this.#pageFile(page));
  }

  #redirectFiles(): OutputFile[] {
    return [...this.#plan.redirects].map(([from, to]) => ({
      file: fileOf(from),
      content: redirectPage(this.#frame, from, to),
    }));
  }

  #otherFiles(): OutputFile[] {
    const { configuration } = this.#settings;
    const ranks = this.#plan.postRanks;
    const entries = this.#feedEntries.sort(
      (one, other) => (ranks.get(one.page) ?? 0) - (ranks.get(other.page) ?? 0),
    );
    const { rss, atom } = feedsOf(configuration, entries);
    const listed = this.#lists.map(({ address }) => ({ address, modifiedAt: null }));
    const pages = this.#plan.pages.map(({ address, document }) => ({
      address,
      modifiedAt: document.modifiedAt ?? document.publishedAt,
    }));
    const sitemap = sitemapFiles([...listed, ...pages], configuration.site.url);
    return [
      { file: stylesheetAddress, content: stylesheet },
      { file: rssAddress, content: rss },
      { file: atomAddress, content: atom },
      ...[...sitemap].map(([file, content]) => ({ file, content })),
    ];
  }

  #pageFile(page: PageContent): OutputFile {
    return { file: fileOf(page.address), content: framePage(this.#frame, page) };
  }
}

/** The pages that are made of other pages, except where a document stands at their address. */
function listsOf(frame: SiteFrame, plan: SitePlan): PageContent[] {
  const tags = plan.terms.filter(({ taxonomy }) => taxonomy === 'tag');
  const categories = plan.terms.filter(({ taxonomy }) => taxonomy === 'category');
  const lists = [
    homePage(frame, plan),
    ...(plan.posts.length > 0 ? [archivePage(frame, plan)] : []),
    ...plan.collections.map((list) => collectionPage(frame, list)),
    ...plan.terms.map((term) => termPage(frame, term)),
    ...(tags.length > 0 ? [termsPage('Tags', 'tags/', tags)] : []),
    ...(categories.length > 0 ? [termsPage('Categories', 'categories/', categories)] : []),
  ];
  return lists.filter(({ address }) => !plan.isWritten(address));
}
