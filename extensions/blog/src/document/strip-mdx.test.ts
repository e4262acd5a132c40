import { describe, expect, it } from 'vitest';
import { stripMdx } from './strip-mdx.js';

describe('stripMdx', () => {
  it.each([
    ['imports', "import A from './a'\nimport B from './b'\n\nText", '\nText'],
    ['an export with blank lines in it', 'export const a = {\n\n  b: 1,\n}\n\nText', '\nText'],
    ['comments', 'Before {/* not\nshown */} after', 'Before  after'],
    ['component tags', '<Note kind="a > b">\n\nText\n\n</Note>', '\n\nText\n\n'],
    ['tags with expressions in them', '<Chart data={[{ a: 1 }, "}"]} title={`x`} />Text', 'Text'],
    ['fragments', '<>Text</>', 'Text'],
    ['members', '<motion.div animate={{ x: 1 }}>Text</motion.div>', 'Text'],
    [
      'expressions on HTML tags',
      '<div className="a" style={{ color: "red" }}>Text</div>',
      '<div className="a" >Text</div>',
    ],
  ])('takes out %s', (_, source, markdown) => {
    expect(stripMdx(source)).toBe(markdown);
  });

  it.each([
    ['a fenced block', "```jsx\nimport A from './a'\n\n<A b={1} />\n```\n"],
    ['a code span', 'Use `<Note>` or ``{/* a ` b */}`` here'],
    ['prose that begins like a module', 'Goods:\nimport and export'],
    ['links in angle brackets and comparisons', '<https://example.org> and 1 < 2 and a <b'],
    ['an expression', 'There are {count} of them'],
    ['a tag that never ends', 'text <Note kind="'],
  ])('leaves %s alone', (_, source) => {
    expect(stripMdx(source)).toBe(source);
  });
});
