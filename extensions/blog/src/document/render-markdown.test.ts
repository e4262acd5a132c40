import { describe, expect, it } from 'vitest';
import { parseMarkdown } from './render-markdown.js';

const render = (source: string, title = 'Title') => parseMarkdown(source).render(title);

describe('parseMarkdown', () => {
  it.each([
    ['a table', '| a |\n|---|\n| 1 |', '<table>'],
    ['strikethrough', '~~gone~~', '<s>gone</s>'],
    ['a task list', '- [x] done', '<input type="checkbox" class="task-list-item-checkbox"'],
    ['a footnote', 'a[^1]\n\n[^1]: b', '<section class="footnotes">'],
    ['the language of code', '```sql\nselect 1\n```', '<pre><code class="language-sql">'],
    ['a bare link', 'https://example.org/x', '<a href="https://example.org/x" rel="noopener">'],
    ['headings that can be linked to', '## A & b\n\n## A & b', '<h2 id="a--b-1">'],
    [
      'pictures',
      '![Alt](images/x.png)',
      '<img src="images/x.png" alt="Alt" loading="lazy" decoding="async" />',
    ],
    ['harmless HTML', 'Press <kbd>Ctrl</kbd>', '<kbd>Ctrl</kbd>'],
  ])('renders %s', (_, source, expected) => {
    expect(render(source)).toContain(expected);
  });

  it.each([
    ['scripts', 'a <script>alert(1)</script> b'],
    ['event handlers', '<img src="x.png" onerror="alert(1)">'],
    ['script links', '<a href="java\nscript:alert(1)">b</a> <a href=" &#106;avascript:alert(1)">c</a>'],
    ['frames', '<iframe src="https://example.org"></iframe>'],
    ['styles', '<p style="position:fixed">a</p><style>p{}</style>'],
    ['forms', '<form action="/x"><button>a</button></form>'],
    [
      'foreign content',
      '<svg><script>alert(1)</script></svg><math><mi xlink:href="javascript:alert(1)"></mi></math>',
    ],
    ['refreshes', '<meta http-equiv="refresh" content="0;url=https://example.org">'],
  ])('lets no %s pass', (_, source) => {
    expect(render(source)).not.toMatch(/script|onerror|iframe|style|<form|<button|<svg|<math|<meta/i);
  });

  it('closes what an author left open, so that the page around it stays whole', () => {
    expect(render('<div><b>a</div></main></article>')).toBe('<div><b>a</b></div>');
  });

  it('does not link a file name that looks like a host', () => {
    expect(render('See README.md')).toBe('<p>See README.md</p>');
  });

  it('leaves out a first heading that repeats the title, and keeps another as second level', () => {
    expect(render('# The title\n\nText', 'The Title')).toBe('<p>Text</p>');
    expect(render('# Something else\n\nText', 'The Title')).toContain('<h2 id="something-else">');
    expect(render('Text\n\n# The title', 'The title')).toContain('<h2 id="the-title">');
  });

  it('finds the first heading and the first words', () => {
    expect(parseMarkdown('![](x.png)\n\nSome *words* and `code`.\n\n### A [link](x)\n')).toMatchObject({
      firstHeading: 'A link',
      excerpt: 'Some words and code.',
    });
    expect(parseMarkdown('One.\n\nTwo.\n\n<!-- more -->\n\nThree.').excerpt).toBe('One. Two.');
    expect(parseMarkdown('word '.repeat(100)).excerpt).toMatch(/^(word ){59}word…$/);
    expect(parseMarkdown('- list only').excerpt).toBe('');
  });
});
