import { describe, expect, it } from 'vitest';
import { localLinksOf, rewriteLinks } from './rewrite-links.js';

const text =
  '<p><a href="a.md?x=1&amp;y=2#z">a</a> <a href="https://example.org/">b</a> <a href="#c">c</a> ' +
  '<img src="d.png" alt="href=&quot;e.md&quot; &gt;" /> <a href="mailto:f@example.org">f</a></p>' +
  '<code>&lt;a href="g.md"&gt; href="h.md"</code>';

describe('the links of a text', () => {
  it('are those that stay on the site, in tags and nowhere else', () => {
    expect(localLinksOf(text)).toEqual(['a.md?x=1&y=2#z', 'd.png']);
  });

  it('are replaced where they stand, and left where nothing replaces them', () => {
    expect(rewriteLinks(text, (link) => (link === 'd.png' ? '/x?"&' : null))).toBe(
      text.replace('src="d.png"', 'src="/x?&quot;&amp;"'),
    );
  });
});
