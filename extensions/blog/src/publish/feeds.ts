import { Feed } from 'feed';
import type { BlogConfiguration } from '../configuration.js';
import { absoluteUrl } from './address.js';
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
  { site }: BlogConfiguration,
  entries: readonly FeedEntry[],
): { rss: string; atom: string } {
  const home = absoluteUrl('', site.url);
  const updated = Math.max(0, ...entries.map(({ page }) => changeOf(page).getTime()));
  const feed = new Feed({
    id: home,
    link: home,
    title: site.title,
    description: site.description === '' ? site.title : site.description,
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
      title: document.title,
      description: document.excerpt,
      content,
      date: changeOf(page),
      published: document.publishedAt ?? document.createdAt,
      author: document.authors.map((name) => ({ name })),
      category: document.terms.map(({ label, slug }) => ({ name: label, term: slug })),
    });
  }
  return { rss: feed.rss2(), atom: feed.atom1() };
}

function changeOf({ document }: SitePage): Date {
  return document.modifiedAt ?? document.publishedAt ?? document.createdAt;
}
