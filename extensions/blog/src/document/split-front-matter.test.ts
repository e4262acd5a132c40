import { describe, expect, it } from 'vitest';
import { splitFrontMatter } from './split-front-matter.js';
import { UnusableFileError } from './unusable-file-error.js';

describe('splitFrontMatter', () => {
  it.each([
    ['YAML', '---\na: 1\n---\nText\n', { format: 'yaml', frontMatter: 'a: 1\n', body: 'Text\n' }],
    ['YAML closed by dots', '---\na: 1\n...\nText', { format: 'yaml', frontMatter: 'a: 1\n', body: 'Text' }],
    ['TOML', '+++\na = 1\n+++\n\nText', { format: 'toml', frontMatter: 'a = 1\n', body: '\nText' }],
    ['none', '# Text\n\n---\n', { format: null, frontMatter: '', body: '# Text\n\n---\n' }],
    ['an empty one', '---\n---\nText', { format: 'yaml', frontMatter: '', body: 'Text' }],
    ['one without text below', '---\na: 1\n---', { format: 'yaml', frontMatter: 'a: 1\n', body: '' }],
    [
      'Windows line ends',
      '---\r\na: 1\r\n---\r\nText\r\n',
      { format: 'yaml', frontMatter: 'a: 1\n', body: 'Text\n' },
    ],
    [
      'a byte order mark',
      '\uFEFF---\na: 1\n---\nText',
      { format: 'yaml', frontMatter: 'a: 1\n', body: 'Text' },
    ],
    [
      'spaces behind the fences',
      '---  \na: 1\n---\t\nText',
      { format: 'yaml', frontMatter: 'a: 1\n', body: 'Text' },
    ],
    [
      'dashes within a value',
      '---\na: b --- c\n---\nText',
      { format: 'yaml', frontMatter: 'a: b --- c\n', body: 'Text' },
    ],
    ['an empty file', '', { format: null, frontMatter: '', body: '' }],
  ])('reads %s', (_, text, expected) => {
    expect(splitFrontMatter(text)).toEqual(expected);
  });

  it('refuses front matter that is never closed', () => {
    expect(() => splitFrontMatter('+++\ntitle = "x"\n')).toThrow(
      new UnusableFileError('front matter: opened by +++ and never closed'),
    );
  });
});
