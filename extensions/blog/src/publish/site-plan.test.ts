import { describe, expect, it } from 'vitest';
import type { Collection } from '../collections.js';
import type { PublishedDocument } from '../store/publication-store.js';
import { planSite } from './site-plan.js';

const collection = (name: string, path = name): Collection => ({
  name,
  directories: [],
  include: [],
  path,
  nested: true,
});
const collections = [collection('posts'), collection('pages', ''), collection('notes')];

let lastId = 0;
const document = (name: string, changes: Partial<PublishedDocument> = {}): PublishedDocument => {
  const [folder = '', slug = ''] = name.split(':');
  lastId += 1;
  return {
    id: lastId,
    collection: folder,
    root: folder,
    path: `${folder}/${slug}.md`,
    slug,
    title: slug,
    excerpt: '',
    authors: [],
    aliases: [],
    formerSlugs: [],
    position: null,
    publishedAt: null,
    modifiedAt: null,
    createdAt: new Date(0),
    terms: [],
    ...changes,
  };
};
const day = (date: string) => ({ publishedAt: new Date(date) });
const tag = (slug: string, label = slug) => ({ taxonomy: 'tag' as const, slug, label });

describe('planSite', () => {
  it('gives each document a place below its collection', () => {
    const plan = planSite(
      [
        document('posts:a'),
        document('pages:about'),
        document('pages:help/feeds'),
        document('notes:n'),
        document('notes:index'),
      ],
      collections,
    );
    expect(plan.pages.map(({ address }) => address)).toEqual([
      'posts/a/',
      'about/',
      'help/feeds/',
      'notes/n/',
      'notes/',
    ]);
    expect(plan.isWritten('notes/')).toBe(true);
    expect(plan.menu.map(({ address }) => address)).toEqual(['about/']);
  });

  it('orders posts from new to old, undated ones last', () => {
    const plan = planSite(
      [
        document('posts:none'),
        document('posts:old', day('2020-01-01')),
        document('posts:new', day('2024-01-01')),
      ],
      collections,
    );
    expect(plan.posts.map(({ document: { slug } }) => slug)).toEqual(['new', 'old', 'none']);
  });

  it('gives a place to the first of two and reports the other', () => {
    const plan = planSite([document('posts:a'), document('pages:posts/a')], collections);
    expect(plan.pages.map(({ document: { collection: name } }) => name)).toEqual(['posts']);
    expect(plan.failures).toEqual([
      { path: 'pages/posts/a.md', reason: 'its address /posts/a/ belongs to posts/a.md' },
    ]);
  });

  it('lists tags with the spelling of the newest document', () => {
    const plan = planSite(
      [
        document('posts:old', { ...day('2020-01-01'), terms: [tag('sql', 'sql')] }),
        document('posts:new', { ...day('2024-01-01'), terms: [tag('sql', 'SQL')] }),
      ],
      collections,
    );
    expect(plan.terms).toMatchObject([
      { label: 'SQL', address: 'tags/sql/', pages: [{ address: 'posts/new/' }, { address: 'posts/old/' }] },
    ]);
  });

  it('sends former addresses to the present one, unless something stands there', () => {
    const plan = planSite(
      [
        document('posts:a', {
          aliases: [
            '/old/',
            '/posts/b/',
            '/posts/',
            'https://example.org/',
            '/atom.xml',
            '/posts/a/index.html',
          ],
          formerSlugs: ['was'],
        }),
        document('posts:b', { aliases: ['/old/'], formerSlugs: ['a'] }),
      ],
      collections,
    );
    expect([...plan.redirects]).toEqual([
      ['old/', 'posts/a/'],
      ['posts/was/', 'posts/a/'],
    ]);
  });

  it('puts pages into the menu by their position, then by title', () => {
    const pages = ['c', 'b', 'a'].map((slug) =>
      document(`pages:${slug}`, { position: slug === 'c' ? 1 : null }),
    );
    expect(planSite(pages, collections).menu.map(({ document: { slug } }) => slug)).toEqual(['c', 'a', 'b']);
  });
});
