import { describe, expect, it } from 'vitest';
import { parseFrontMatter } from './parse-front-matter.js';
import { splitFrontMatter } from './split-front-matter.js';

const parse = (text: string) => parseFrontMatter(splitFrontMatter(text));

describe('parseFrontMatter', () => {
  it('keeps dates as they are written', () => {
    expect(parse('---\ndate: 2024-03-01 10:00:00 +0100\n---\n')).toEqual({
      date: '2024-03-01 10:00:00 +0100',
    });
    expect(parse('+++\ndate = 2024-03-01T10:00:00+01:00\nday = 2024-03-01\n+++\n')).toEqual({
      date: '2024-03-01T10:00:00.000+01:00',
      day: '2024-03-01',
    });
  });

  it('gives JSON that PostgreSQL stores', () => {
    expect(parse('---\na: "x\\0y"\nb: .nan\nc: "\\uD800"\nd: !!set {p, q}\ne: ~\n---\n')).toEqual({
      a: 'x\uFFFDy',
      b: null,
      c: '\uFFFD',
      d: { p: 'p', q: 'q' },
      e: null,
    });
  });

  it.each([
    ['an unclosed list', '---\ntitle: x\ntags: [a\n---\n', /^front matter, line \d: /],
    ['a colon in a plain value', '---\ntitle: Foo: bar\n---\n', /^front matter, line 2: /],
    ['a key that comes twice', '---\na: 1\na: 2\n---\n', /^front matter, line 3: .*unique/],
    ['a list', '---\n- a\n---\n', /keys and values are expected/],
    ['plain text', '---\nJust words\n---\n', /keys and values are expected/],
    ['TOML without a value', '+++\nb = 1\na = \n+++\n', /^front matter, line 3: [^\n]+$/],
    ['YAML between TOML fences', '+++\na: 1\n+++\n', /^front matter, line 2: /],
  ])('refuses %s with its line', (_, text, reason) => {
    expect(() => parse(text)).toThrow(reason);
  });

  it('does not follow an alias for ever', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [above, name] of ['a b', 'b c', 'c d', 'd e', 'e f'].map((pair) => pair.split(' '))) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${above}`).join(', ')}]`);
    }
    expect(() => parse(`---\n${bomb.join('\n')}\n---\n`)).toThrow(/alias/i);
  });
});
