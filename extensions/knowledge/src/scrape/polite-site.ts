import { setTimeout as wait } from 'node:timers/promises';
import robotsParser from 'robots-parser';
import type { KnowledgeConfiguration, SiteSource } from '../configuration.js';
import { patientFetch } from '../http/patient-fetch.js';
import { pageAddress, sitemapEntries } from './page-links.js';
import { readBody } from './read-body.js';

/** What came of asking for a page. */
export type Fetched =
  | { readonly kind: 'page'; readonly html: string }
  | { readonly kind: 'moved'; readonly to: string }
  /** There is none, it is not HTML, it lies elsewhere, or robots.txt keeps it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly reason: string };

// robots-parser is CommonJS with types for ES modules: its function is the default export by its types and in Node.
const parseRobots = robotsParser as unknown as typeof robotsParser.default;

type Robots = ReturnType<typeof parseRobots>;

// A robots.txt that asks for more is obeyed up to here.
const longestDelayMs = 30_000;

const mostSitemaps = 50;

// A page may be limited to less; what the site keeps has to be known.
const mostRobotsBytes = 512_000;

/** One site, asked one question at a time, with a pause between two, and nothing that its robots.txt keeps. */
export class PoliteSite {
  readonly #source: SiteSource;
  readonly #scrape: KnowledgeConfiguration['scrape'];
  readonly #signal: AbortSignal;
  #robots: Robots | null = null;
  #asked = false;

  constructor(source: SiteSource, scrape: KnowledgeConfiguration['scrape'], signal: AbortSignal) {
    this.#source = source;
    this.#scrape = scrape;
    this.#signal = signal;
  }

  /**
   * Reads robots.txt; a site that has none keeps nothing.
   * @throws {Error} when the site does not answer, or answers with an error of its own: then nobody knows what it keeps.
   */
  async open(): Promise<void> {
    const url = new URL('/robots.txt', this.#source.url).href;
    // Wherever it lies: a robots.txt that has moved still keeps what it keeps (RFC 9309, 2.3.1.2).
    const response = await this.#ask(url, 'follow');
    if (response.status >= 500 || response.status === 429) {
      await response.body?.cancel();
      throw new Error(`${url} answers with ${response.status}`);
    }
    const text = response.ok ? await readBody(response, mostRobotsBytes) : '';
    if (!response.ok) await response.body?.cancel();
    this.#robots = parseRobots(url, text);
  }

  /** The pages that the site's sitemaps name, at most `limit`; none when there is no sitemap. */
  async sitemapPages(limit: number): Promise<string[]> {
    const { sitemap, url } = this.#source;
    if (sitemap === false) return [];
    const named = this.#robots?.getSitemaps() ?? [];
    const first = sitemap === true ? new URL('/sitemap.xml', url).href : sitemap;
    const waiting = sitemap === true && named.length > 0 ? [...named] : [first];
    const pages = new Set<string>();
    for (let read = 0; read < Math.min(waiting.length, mostSitemaps) && pages.size < limit; read++) {
      const found = sitemapEntries(await this.#text(waiting[read] ?? ''));
      waiting.push(...found.sitemaps.filter((one) => this.#isHere(one) && !waiting.includes(one)));
      for (const place of found.pages) {
        const address = pageAddress(place, url);
        if (address !== null && this.#isHere(address)) pages.add(address);
      }
    }
    return [...pages].slice(0, limit);
  }

  /** Asks for a page; what goes wrong is told, not thrown. */
  async page(address: string): Promise<Fetched> {
    if (this.#robots?.isAllowed(address, this.#scrape.userAgent) === false) return { kind: 'none' };
    try {
      const response = await this.#ask(address);
      if (!response.ok || !isHtml(response)) {
        await response.body?.cancel();
        return this.#without(response, address);
      }
      return { kind: 'page', html: clean(await readBody(response, this.#scrape.maxPageSize)) };
    } catch (error) {
      this.#signal.throwIfAborted();
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  #without(response: Response, address: string): Fetched {
    const { status } = response;
    const location = response.headers.get('location');
    if (status >= 300 && status < 400 && location !== null) {
      const to = pageAddress(location, address);
      return to !== null && this.#isHere(to) ? { kind: 'moved', to } : { kind: 'none' };
    }
    if (response.ok || status === 404 || status === 410) return { kind: 'none' };
    return { kind: 'failed', reason: `answers with ${status}` };
  }

  async #text(url: string): Promise<string> {
    if (!this.#isHere(url)) return '';
    const response = await this.#ask(url);
    if (response.ok) return readBody(response, this.#scrape.maxPageSize);
    await response.body?.cancel();
    return '';
  }

  async #ask(url: string, redirect: 'follow' | 'manual' = 'manual'): Promise<Response> {
    if (this.#asked) await wait(this.#delayMs(), undefined, { signal: this.#signal });
    this.#asked = true;
    const { userAgent, timeout } = this.#scrape;
    const headers = {
      'user-agent': userAgent,
      accept: 'text/html, application/xhtml+xml, application/xml;q=0.9',
    };
    const patience = { timeoutMs: timeout, signal: this.#signal, firstPauseMs: this.#source.delay };
    return patientFetch(url, { headers, redirect }, patience);
  }

  #delayMs(): number {
    const asked = this.#robots?.getCrawlDelay(this.#scrape.userAgent) ?? 0;
    return Math.max(this.#source.delay, Math.min(asked * 1000, longestDelayMs));
  }

  #isHere(address: string): boolean {
    return URL.canParse(address) && new URL(address).origin === new URL(this.#source.url).origin;
  }
}

function isHtml(response: Response): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(response.headers.get('content-type') ?? '');
}

/** Without what PostgreSQL cannot store. */
function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What fetch throws says only that it failed; why is its cause.
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
