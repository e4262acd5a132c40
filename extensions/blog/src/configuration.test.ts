import { describe, expect, it } from 'vitest';
import { configuration } from './configuration.js';

const issues = (given: unknown) =>
  configuration.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(configuration.parse({})).toEqual({
      posts: 'content/posts',
      collections: [],
      site: { title: 'Blog', url: 'http://localhost:8080/', description: '', language: 'en' },
      imports: {
        delay: '1s',
        timeout: '30s',
        maxPageSize: 5_000_000,
        maxRedirects: 5,
        attempts: 3,
        robots: true,
        privateAddresses: false,
      },
      output: 'public',
      timeZone: 'UTC',
      maxFileSize: 50_000_000,
    });
  });

  it.each([
    ['a key that there is not', { post: 'x' }, /post/],
    [
      'a collection called posts',
      { collections: [{ name: 'posts', directories: 'x' }] },
      /configured by `posts`/,
    ],
    [
      'two collections of one name',
      {
        collections: [
          { name: 'a', directories: 'x' },
          { name: 'a', directories: 'y' },
        ],
      },
      /'a' names two collections/,
    ],
    [
      'two collections in one place',
      { collections: [{ name: 'a', directories: 'x', path: 'tags' }] },
      /tags/,
    ],
    ['a site that is no web address', { site: { url: 'ftp://example.org' } }, /site.url/],
    ['a language that is none', { site: { language: 'english please' } }, /not a language tag/],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, /not an IANA time zone/],
    [
      'a path that leads out of the site',
      { collections: [{ name: 'a', directories: 'x', path: '../up' }] },
      /words joined by \//,
    ],
  ])('refuses %s', (_, given, reason) => {
    expect(issues(given)?.join('\n')).toMatch(reason);
  });
});
