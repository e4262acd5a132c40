import { parse } from 'node-html-parser';

/** What a page says to those who read it by program. */
export interface PageDirections {
  /** Whether it may be stored. */
  readonly index: boolean;
  /** The pages of the same scheme, host and port that it leads to, each once. */
  readonly links: readonly string[];
}

// What is no page, by its name; what is none by its content is found out when it is fetched.
const otherFile =
  /\.(?:avif|css|csv|docx?|epub|gif|gz|ico|jpe?g|js|json|mp[34]|ogg|pdf|png|rss|svg|tar|txt|webm|webp|woff2?|xlsx?|xml|zip)$/i;

/** Reads the links and the robots' directions of a page. */
export function readPage(html: string, address: string): PageDirections {
  const page = parse(html, { blockTextElements: { script: false, style: false, noscript: false } });
  const robots = page.querySelectorAll('meta[name=robots]').map((meta) => meta.getAttribute('content') ?? '');
  const directions = robots.join(',').toLowerCase();
  const hasNone = /\bnone\b/.test(directions);
  if (hasNone || /\bnofollow\b/.test(directions))
    return { index: !hasNone && !directions.includes('noindex'), links: [] };
  const base = page.querySelector('base[href]')?.getAttribute('href') ?? '';
  const links = page.querySelectorAll('a[href]').flatMap((link) => {
    if (/\bnofollow\b/.test(link.getAttribute('rel') ?? '')) return [];
    const found = pageAddress(link.getAttribute('href') ?? '', new URL(base, address).href);
    return found === null || new URL(found).origin !== new URL(address).origin ? [] : [found];
  });
  return { index: !directions.includes('noindex'), links: [...new Set(links)] };
}

/** The address of a page without what names a place in it; null for what is no page on the web. */
export function pageAddress(href: string, base: string): string | null {
  if (!URL.canParse(href, base)) return null;
  const url = new URL(href, base);
  url.hash = '';
  url.username = '';
  url.password = '';
  return /^https?:$/.test(url.protocol) && !otherFile.test(url.pathname) ? url.href : null;
}

/** The addresses that a sitemap, or a list of sitemaps, names. */
export function sitemapEntries(xml: string): { readonly pages: string[]; readonly sitemaps: string[] } {
  const sitemap = parse(xml);
  // The parser reads HTML, which has no sections of plain text.
  const places = (element: string) =>
    sitemap.querySelectorAll(`${element} > loc`).map(({ text }) =>
      text
        .trim()
        .replace(/^<!\[CDATA\[([^]*)\]\]>$/, '$1')
        .trim(),
    );
  return { pages: places('url'), sitemaps: places('sitemap') };
}
