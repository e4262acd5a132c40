import { type Address, absoluteUrl } from './address.js';
import { escapeHtml } from './html.js';

/** A page for search engines. */
export interface SitemapEntry {
  readonly address: Address;
  readonly modifiedAt: Date | null;
}

// The protocol's own limit for one file (sitemaps.org); more go into several and an index of them.
const entriesPerFile = 50_000;
const namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

/** `sitemap.xml`, and the files it points to when there are too many entries for one; by address. */
export function sitemapFiles(entries: readonly SitemapEntry[], siteUrl: string): Map<Address, string> {
  if (entries.length <= entriesPerFile) return new Map([['sitemap.xml', urlSet(entries, siteUrl)]]);
  const files = new Map<Address, string>();
  for (let from = 0; from < entries.length; from += entriesPerFile) {
    files.set(`sitemap-${files.size + 1}.xml`, urlSet(entries.slice(from, from + entriesPerFile), siteUrl));
  }
  const parts = [...files.keys()].map((address) => `<sitemap>${location(address, siteUrl)}</sitemap>\n`);
  return files.set(
    'sitemap.xml',
    `${declaration}<sitemapindex ${namespace}>\n${parts.join('')}</sitemapindex>\n`,
  );
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

function urlSet(entries: readonly SitemapEntry[], siteUrl: string): string {
  const urls = entries.map(({ address, modifiedAt }) => {
    const changed = modifiedAt === null ? '' : `<lastmod>${modifiedAt.toISOString()}</lastmod>`;
    return `<url>${location(address, siteUrl)}${changed}</url>\n`;
  });
  return `${declaration}<urlset ${namespace}>\n${urls.join('')}</urlset>\n`;
}

function location(address: Address, siteUrl: string): string {
  return `<loc>${escapeHtml(absoluteUrl(address, siteUrl))}</loc>`;
}
