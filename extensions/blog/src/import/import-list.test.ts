import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { showUrl } from './import-item.js';
import { listOf, parseList, writeList } from './import-list.js';
import { keepList } from './list-file.js';

const read = (text: string) => {
  const { items, duplicates } = parseList(text, '/lists/today');
  return { items: items.map(({ kind, text: item }) => [kind, item]), duplicates };
};

describe('a list', () => {
  it('has one item a line, whatever the line ends', () => {
    expect(read('\uFEFFa.md\r\n\n  # a comment\n\t../b.md  \r/c d.md\nhttps://example.org/x')).toEqual({
      items: [
        ['file', '/lists/today/a.md'],
        ['file', '/lists/b.md'],
        ['file', '/c d.md'],
        ['url', 'https://example.org/x'],
      ],
      duplicates: 0,
    });
  });

  it('has an item once, however it is written', () => {
    const list =
      'a.md\n./a.md\nsub/../a.md\nHTTP://Example.org:80/x#top\nhttp://example.org/x\nhttp://example.org/x/';
    expect(read(list)).toEqual({
      items: [
        ['file', '/lists/today/a.md'],
        ['url', 'http://example.org/x'],
        ['url', 'http://example.org/x/'],
      ],
      duplicates: 3,
    });
  });

  it('may be empty', () => {
    expect(read('\n# nothing\n')).toEqual({ items: [], duplicates: 0 });
  });

  it('can be written and read again', () => {
    const list = listOf(['a.md', 'https://example.org/ü?b=1'], '/host');
    expect(parseList(writeList(list.items), '/elsewhere')).toEqual(list);
  });
});

describe('an item that cannot be imported', () => {
  it.each([
    ['ftp://example.org/a', "'ftp' is neither http nor https"],
    ['file:///etc/passwd', "'file' is neither http nor https"],
    ['https://', 'not a URL'],
    ['https://me:secret@example.org/', 'holds a user name or a password'],
    [`https://example.org/${'x'.repeat(2000)}`, 'longer than 2000 characters'],
    ['x'.repeat(5000), 'the name is too long'],
  ])('says why: %s', (entry, reason) => {
    const [item] = listOf([entry], '/').items;
    expect(item).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
    expect(JSON.stringify(item)).not.toContain('secret@');
  });
});

it.each([
  ['https://me:pass@word@example.org/a', 'https://***@example.org/a'],
  ['https://example.org/?id=7&access_token=abc&q=x', 'https://example.org/?id=7&access_token=***&q=x'],
  ['https://example.org/@name?q=a@b', 'https://example.org/@name?q=a@b'],
  ['/srv/a?token=1.md', '/srv/a?token=1.md'],
])('%s is shown as %s', (url, shown) => {
  expect(showUrl(url)).toBe(shown);
});

it('a list of an import is kept where only its owner can read it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'infra-lists-'));
  try {
    const { path } = await keepList(join(directory, 'imports'), 'a.md\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  } finally {
    await rm(directory, { recursive: true });
  }
});
