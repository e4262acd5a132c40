import { describe, expect, it } from 'vitest';
import { configuration } from '../configuration.js';
import { feedsOf } from './feeds.js';

const site = configuration.parse({ site: { title: 'A & B', url: 'https://example.org/blog' } });
const entry = (title: string) => ({
  page: {
    address: 'posts/a/',
    document: {
      id: 1,
      collection: 'posts',
      root: 'posts',
      path: 'posts/a.md',
      slug: 'a',
      title,
      excerpt: '1 < 2',
      authors: ['Ann'],
      aliases: [],
      formerSlugs: [],
      position: null,
      publishedAt: new Date('2024-01-02T03:04:05Z'),
      modifiedAt: null,
      createdAt: new Date('2023-01-01T00:00:00Z'),
      terms: [{ taxonomy: 'tag' as const, slug: 'c', label: 'C' }],
    },
  },
  content: '<p>Text \u001B[1m]]&gt;</p>',
});

describe('feedsOf', () => {
  it('says the same of the same posts', () => {
    expect(feedsOf(site, [entry('A')])).toEqual(feedsOf(site, [entry('A')]));
    expect(feedsOf(site, [entry('A')]).rss).toContain(
      '<lastBuildDate>Tue, 02 Jan 2024 03:04:05 GMT</lastBuildDate>',
    );
    expect(feedsOf(site, [entry('A')]).atom).toContain('<updated>2024-01-02T03:04:05.000Z</updated>');
  });

  it('links with whole URLs below the base path', () => {
    const { atom, rss } = feedsOf(site, [entry('A')]);
    expect(atom).toContain('<id>https://example.org/blog/posts/a/</id>');
    expect(atom).toContain('href="https://example.org/blog/atom.xml"');
    expect(rss).toContain('<link>https://example.org/blog/posts/a/</link>');
  });

  it('keeps out of titles and texts what XML does not allow', () => {
    const { atom, rss } = feedsOf(site, [entry('<b> ]]> ]]> \u0007')]);
    expect(atom).toContain('<![CDATA[&lt;b&gt; ]] &gt; ]] &gt; ]]>');
    expect(rss).toContain('<![CDATA[<b> ]] > ]] > ]]>');
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(`${atom}${rss}`).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/);
  });

  it('can be empty', () => {
    expect(feedsOf(site, []).atom).toContain('<updated>1970-01-01T00:00:00.000Z</updated>');
  });
});
