import { describe, expect, it } from 'vitest';
import { sitemapFiles } from './sitemap.js';

describe('sitemapFiles', () => {
  it('lists every page with the time of its last change', () => {
    const files = sitemapFiles(
      [
        { address: '', modifiedAt: null },
        { address: 'posts/a&b/', modifiedAt: new Date('2024-01-02') },
      ],
      'https://example.org/blog/',
    );
    expect([...files.keys()]).toEqual(['sitemap.xml']);
    expect(files.get('sitemap.xml')).toContain(
      '<url><loc>https://example.org/blog/</loc></url>\n' +
        '<url><loc>https://example.org/blog/posts/a&amp;b/</loc><lastmod>2024-01-02T00:00:00.000Z</lastmod></url>',
    );
  });

  it('splits what is too long for one file', () => {
    const entries = Array.from({ length: 50_001 }, (_, index) => ({
      address: `${index}/`,
      modifiedAt: null,
    }));
    const files = sitemapFiles(entries, 'https://example.org/');
    expect([...files.keys()]).toEqual(['sitemap-1.xml', 'sitemap-2.xml', 'sitemap.xml']);
    expect(files.get('sitemap.xml')).toContain('<loc>https://example.org/sitemap-2.xml</loc>');
    expect(files.get('sitemap-2.xml')?.match(/<url>/g)).toHaveLength(1);
  });
});
