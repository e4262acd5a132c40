import { Feed } from 'feed';
import type { BlogConfiguration } from '../configuration.js';
import { absoluteUrl } from './address.js';
import { escapeHtml } from './html.js';
import { atomAddress, rssAddress } from './layout.js';
import type { SitePage } from './site-plan.js';

/** How many of the newest posts a feed has. */
export const postsInFeed = 20;

/** A post in a feed. */
export interface FeedEntry {
  readonly page: SitePage;
  /** Its HTML with whole URLs. */
  readonly content: string;
}

/** RSS 2.0 and Atom 1.0 of the newest posts; the same posts give the same text. */
export function feedsOf(
  configuration: BlogConfiguration,
  entries: readonly FeedEntry[],
): { rss: string; atom: string } {
  // A title is plain text in RSS; in Atom the library declares it as HTML.
  return {
    rss: feedOf(configuration, entries, plainText).rss2(),
    atom: feedOf(configuration, entries, (text) => escapeHtml(plainText(text))).atom1(),
  };
}

function feedOf(
  { site }: BlogConfiguration,
  entries: readonly FeedEntry[],
  titled: (text: string) => string,
): Feed {
  const home = absoluteUrl('', site.url);
  const updated = Math.max(0, ...entries.map(({ page }) => changeOf(page).getTime()));
  const feed = new Feed({
    id: home,
    link: home,
    title: plainText(site.title),
    description: plainText(site.description === '' ? site.title : site.description),
    language: site.language,
    updated: new Date(updated),
    generator: 'Infra Jobs',
    feedLinks: { atom: absoluteUrl(atomAddress, site.url), rss: absoluteUrl(rssAddress, site.url) },
    // Atom wants an author; where neither post nor site names one, it is the site.
    author: { name: site.author ?? site.title },
  });
  for (const { page, content } of entries) {
    const { document, address } = page;
    const url = absoluteUrl(address, site.url);
    feed.addItem({
      id: url,
      link: url,
      title: titled(document.title),
      description: escapeHtml(plainText(document.excerpt)),
      content: allowedInXml(content),
      date: changeOf(page),
      published: document.publishedAt ?? document.createdAt,
      author: document.authors.map((name) => ({ name: allowedInXml(name) })),
      category: document.terms.map(({ label, slug }) => ({ name: allowedInXml(label), term: slug })),
    });
  }
  return feed;
}

/** Text that can stand in a CDATA section. */
function plainText(text: string): string {
  return allowedInXml(text).replaceAll(']]>', ']] >');
}

/** XML 1.0 has no place for most control characters, and a reader refuses the whole feed for one of them. */
function allowedInXml(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
}

function changeOf({ document }: SitePage): Date {
  return document.modifiedAt ?? document.publishedAt ?? document.createdAt;
}
