import { describe, expect, it } from 'vitest';
import { readFrontMatterFields } from './front-matter-fields.js';

const read = (frontMatter: Record<string, unknown>) =>
  readFrontMatterFields(frontMatter, { timeZone: 'UTC', nested: false });
const labels = (frontMatter: Record<string, unknown>) => read(frontMatter).terms.map(({ label }) => label);

describe('readFrontMatterFields', () => {
  it.each([
    ['a list', ['b', 'a'], ['b', 'a']],
    ['a string with commas', 'b, a', ['b', 'a']],
    ['a string of several words', 'machine learning', ['machine learning']],
    ['one number', 2024, ['2024']],
    ['tags that differ in spelling only', ['Cron', 'cron', '#cron'], ['Cron']],
    ['empty entries', ['', null, ' x '], ['x']],
    ['nothing', null, []],
  ])('reads tags from %s', (_, tags, expected) => {
    expect(labels({ tags })).toEqual(expected);
  });

  it('reads tags and categories of Zola, and keeps the two apart', () => {
    expect(read({ taxonomies: { tags: ['a'], categories: ['a'] } }).terms).toEqual([
      { taxonomy: 'tag', slug: 'a', label: 'a' },
      { taxonomy: 'category', slug: 'a', label: 'a' },
    ]);
  });

  it.each([
    [{ author: 'Ann Lee' }, ['Ann Lee']],
    [{ authors: 'Ann Lee, Bob Ray' }, ['Ann Lee', 'Bob Ray']],
    [{ author: { name: 'Ann Lee', email: 'ann@example.org' } }, ['Ann Lee']],
    [{ authors: [{ name: 'Ann Lee' }, 'Bob Ray'] }, ['Ann Lee', 'Bob Ray']],
  ])('reads the authors of %j', (frontMatter, expected) => {
    expect(read(frontMatter).authors).toEqual(expected);
  });

  it.each([
    [{ draft: true }, 'draft'],
    [{ draft: 'yes' }, 'draft'],
    [{ published: false }, 'draft'],
    [{ published: 'no' }, 'draft'],
    [{ status: 'Draft' }, 'draft'],
    [{ draft: false, published: true }, 'published'],
    [{ published: '2024-01-01' }, 'published'],
    [{}, 'published'],
  ])('takes %j for %s', (frontMatter, status) => {
    expect(read(frontMatter).status).toBe(status);
  });

  it('reads dates by the names that generators use', () => {
    expect(read({ date: '', pubDate: '2024-01-02', lastmod: '2024-01-03' })).toMatchObject({
      publishedAt: new Date('2024-01-02'),
      modifiedAt: new Date('2024-01-03'),
    });
    expect(() => read({ date: 20240102 })).toThrow('front matter: date 20240102 is not a date');
  });

  it('collects former addresses and leaves patterns out', () => {
    expect(
      read({ aliases: ['/a/'], redirect_from: '/b', permalink: '/:year/:title/', url: '/a/' }).aliases,
    ).toEqual(['/a/', '/b']);
  });

  it('takes a title that is a number, and no title that is none', () => {
    expect(read({ title: 1984 }).title).toBe('1984');
    expect(read({ title: ' \n ' }).title).toBeNull();
  });
});
