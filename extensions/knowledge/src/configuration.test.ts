import { expect, test } from 'vitest';
import { configuration } from './configuration.js';

test('everything has a default', () => {
  const { sources, embeddings, publish, output } = configuration.parse({});
  expect({ sources, embeddings, publish, output }).toEqual({
    sources: [],
    embeddings: undefined,
    publish: undefined,
    output: 'knowledge',
  });
});

test('durations are milliseconds', () => {
  const { sources, scrape } = configuration.parse({
    sources: [{ id: 'docs', kind: 'http', url: 'https://example.org/', delay: '2s' }],
  });
  expect(sources[0]).toMatchObject({ delay: 2_000, depth: 2, maxPages: 200, sitemap: true });
  expect(scrape.timeout).toBe(20_000);
});

test.each([
  [
    {
      sources: [
        { id: 'a', kind: 'posts' },
        { id: 'a', kind: 'posts' },
      ],
    },
    "'a' names two sources",
  ],
  [{ sources: [{ id: 'A b', kind: 'posts' }] }, "'A b' names no source"],
  [{ sources: [{ id: 'a', kind: 'posts', documents: 'x; drop table y' }] }, 'is not a table'],
  [{ sources: [{ id: 'a', kind: 'http', url: 'ftp://example.org' }] }, 'Invalid URL'],
  [{ sources: [{ id: 'a', kind: 'http', url: 'https://example.org', delay: 'soon' }] }, 'soon'],
  [{ embeddings: { url: 'https://example.org', price: -1 } }, '>=0'],
  [{ embedding: {} }, 'embedding'],
])('refuses %j', (given, reason) => {
  const checked = configuration.safeParse(given);
  expect(checked.success).toBe(false);
  expect(JSON.stringify(checked.error?.issues)).toContain(reason);
});
