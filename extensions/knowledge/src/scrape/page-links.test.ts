import { expect, test } from 'vitest';
import { pageAddress, readPage, sitemapEntries } from './page-links.js';

const at = 'https://example.org/docs/index.html';

test('finds the pages of the same site, each once, without what names a place in them', () => {
  const html = `<a href="/a#top">1</a><a href="/a">2</a><a href="b?x=1">3</a><a href="https://other.org/">4</a>
    <a href="mailto:me@example.org">5</a><a href="/logo.PNG">6</a><a href="http://example.org/">7</a>
    <a href="/sponsored" rel="nofollow">8</a><a href="//[">9</a>`;
  expect(readPage(html, at)).toEqual({
    index: true,
    links: ['https://example.org/a', 'https://example.org/docs/b?x=1'],
  });
});

test.each([
  ['noindex', false, 1],
  ['nofollow', true, 0],
  ['noindex, nofollow', false, 0],
  ['NONE', false, 0],
  ['all', true, 1],
])('obeys the robots direction %s', (content, index, links) => {
  const found = readPage(`<meta name="robots" content="${content}"><a href="/a">a</a>`, at);
  expect([found.index, found.links.length]).toEqual([index, links]);
});

test('a base moves relative links', () => {
  expect(readPage('<base href="/other/"><a href="a">a</a>', at).links).toEqual([
    'https://example.org/other/a',
  ]);
});

test.each([
  ['javascript:alert(1)', null],
  ['https://user:secret@example.org/x', 'https://example.org/x'],
  ['../up', 'https://example.org/up'],
])('%s is the address %j', (href, address) => {
  expect(pageAddress(href, at)).toBe(address);
});

test('reads sitemaps and lists of them', () => {
  const xml = `<urlset><url><loc> https://example.org/a?x=1&amp;y=2 </loc></url><url><lastmod>2024</lastmod><loc>https://example.org/b</loc></url></urlset>`;
  expect(sitemapEntries(xml)).toEqual({
    pages: ['https://example.org/a?x=1&y=2', 'https://example.org/b'],
    sitemaps: [],
  });
  const others = `<urlset><url xmlns:image="i"><image:image><image:loc>https://example.org/x</image:loc></image:image>
    <loc><![CDATA[https://example.org/c?x=1&y=2]]></loc></url><url><lastmod>2024</lastmod></url></urlset>`;
  expect(sitemapEntries(others).pages).toEqual(['https://example.org/c?x=1&y=2']);
  const index = '<sitemapindex><sitemap><loc>https://example.org/s.xml</loc></sitemap></sitemapindex>';
  expect(sitemapEntries(index)).toEqual({ pages: [], sitemaps: ['https://example.org/s.xml'] });
});
