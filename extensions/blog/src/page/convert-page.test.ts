import { describe, expect, it } from 'vitest';
import { convertPage } from './convert-page.js';

const convert = (html: string | Uint8Array, given: Partial<Parameters<typeof convertPage>[0]> = {}) =>
  convertPage({
    bytes: typeof html === 'string' ? Buffer.from(html) : html,
    charset: null,
    url: 'https://example.org/blog/post',
    format: 'html',
    ...given,
  });
/** What stands below the front matter. */
const bodyOf = (html: string) => convert(html).replace(/^---\n[\s\S]*?\n---\n\n/, '');

describe('a page as Markdown', () => {
  it('has front matter from what the page says about itself', () => {
    const page = `<html><head><title>Post — Site</title><meta property="og:title" content="The &quot;post&quot;">
      <meta name="description" content="About &amp; around"><meta property="article:published_time" content="2024-03-01T10:00:00+01:00">
      <meta name="author" content="Ada"></head><body><p>Text</p></body></html>`;
    expect(convert(page)).toBe(
      [
        '---',
        String.raw`title: "The \"post\""`,
        'date: "2024-03-01T10:00:00+01:00"',
        'author: "Ada"',
        'description: "About & around"',
        'source: "https://example.org/blog/post"',
        '---',
        '',
        'Text',
        '',
      ].join('\n'),
    );
  });

  it('leaves out a date that is none', () => {
    expect(convert('<meta name="date" content="last week"><p>x</p>')).not.toContain('date:');
  });

  it.each([
    [
      'paragraphs',
      '<p>One <b>bold</b> and <em> slanted </em>word.</p><p>Two<br>lines</p>',
      'One **bold** and *slanted* word.\n\nTwo\\\nlines',
    ],
    ['headings', '<h2>Two <code>x</code></h2><h3></h3><h4>Four</h4>', '## Two `x`\n\n#### Four'],
    [
      'links and pictures',
      '<p><a href="../a b">up</a> <img src="/i.png" alt="An [i]"> <a href="#x"></a></p>',
      String.raw`[up](https://example.org/a%20b) ![An \[i\]](https://example.org/i.png)`,
    ],
    ['addresses that could run', '<p><a href="javascript:alert(1)">x</a></p>', 'x'],
    [
      'lists within lists',
      '<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul><ol start="3"><li>x</li><li>y</li></ol>',
      '- a\n\n  - b\n  - c\n\n- d\n\n3. x\n4. y',
    ],
    [
      'code',
      '<pre><code class="language-js">if (a &lt; b) {\n\n  `x`;\n}\n</code></pre>',
      '```js\nif (a < b) {\n\n  `x`;\n}\n```',
    ],
    ['code with fences in it', '<pre>```\n</pre>', '````\n```\n````'],
    ['quotations', '<blockquote><p>a</p><p>b</p></blockquote>', '> a\n>\n> b'],
    [
      'tables',
      '<table><thead><tr><th>a</th><th>b|c</th></tr></thead><tr><td>1<br>2</td></tr></table>',
      '| a | b\\|c |\n|---|---|\n| 1 2 |  |',
    ],
    [
      'text that looks like Markdown',
      '<p># no *heading* &lt;b&gt; a_b [c](d) &amp;amp;</p><p>1. no list</p><p>- nor this</p>',
      String.raw`\# no \*heading\* \<b\> a\_b \[c\](d) \&amp;` + '\n\n1\\. no list\n\n\\- nor this',
    ],
    [
      'text without paragraphs',
      'loose <b>text</b><div>and <div>more</div></div>',
      'loose **text**\n\nand\n\nmore',
    ],
    ['a link around a block', '<a href="/x"><div>card</div></a>', 'card'],
  ])('writes %s', (_, html, markdown) => {
    expect(bodyOf(html)).toBe(`${markdown}\n`);
  });

  it('takes the text and leaves what is around it', () => {
    const around = '<nav>menu</nav><script>x()</script><footer>imprint</footer>';
    expect(bodyOf(`${around}<main><h1>T</h1><p>text</p><aside>ad</aside></main><p>beside</p>`)).toBe(
      '# T\n\ntext\n',
    );
    expect(bodyOf(`<p>teaser</p><article><p>text</p></article>${around}`)).toBe('text\n');
    expect(bodyOf('<article><p>one</p></article><article><p>two</p></article>')).toBe('one\n\ntwo\n');
  });

  it('is refused when there is no text in it', () => {
    expect(() => convert('<title>Empty</title><script>x</script>')).toThrow('a page without text');
  });

  it('survives whatever is called HTML', () => {
    expect(bodyOf(`${'<div>'.repeat(5000)}deep`)).toBe('deep\n');
    expect(bodyOf('<p>a <b>b <i>c</b> d</i> <unknown x="<y>">e</p></li></table>f')).toContain('e');
    expect(bodyOf('a &#x41; &eacute; &lt;script&gt;')).toBe(String.raw`a A é \<script\>` + '\n');
  });

  it('stays as it is when it is Markdown', () => {
    expect(convert('# T\r\n', { format: 'markdown' })).toBe('# T\r\n');
  });
});

describe('the character set of a page', () => {
  const latin = Buffer.from('<p>caf\xe9</p>', 'latin1');
  it.each([
    ['what its host says', latin, 'iso-8859-1', 'café'],
    [
      'what it says itself',
      Buffer.concat([Buffer.from('<meta charset="windows-1252">'), latin]),
      null,
      'café',
    ],
    ['a byte order mark before all', Buffer.from('\uFEFF<p>é</p>', 'utf16le'), 'utf-8', 'é'],
    ['UTF-8 when nobody says', Buffer.from('<p>é</p>'), null, 'é'],
  ])('is %s', (_, bytes, charset, text) => {
    expect(convert(bytes, { charset })).toContain(text);
  });

  it('is a reason when it is wrong or not known', () => {
    expect(() => convert(latin, { charset: 'utf-8' })).toThrow('said to be utf-8, and is not');
    expect(() => convert(latin, { charset: 'x-klingon' })).toThrow(
      "the character set 'x-klingon' is not known",
    );
  });
});
