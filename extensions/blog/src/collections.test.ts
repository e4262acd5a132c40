import { describe, expect, it } from 'vitest';
import { collectionsOf, documentPath, ownerOf, rootsOf } from './collections.js';
import { configuration } from './configuration.js';

const settings = (given: Parameters<typeof configuration.parse>[0]) => ({
  configuration: configuration.parse(given),
  hostDirectory: '/host',
  stateDirectory: '/state',
});

describe('collections', () => {
  it('are the posts and the configured others', () => {
    const collections = collectionsOf(
      settings({
        posts: ['a', 'b'],
        collections: [
          { name: 'pages', directories: 'p' },
          { name: 'notes', directories: ['n'], include: '*.md', path: 'my/notes' },
        ],
      }),
    );
    expect(collections).toEqual([
      { name: 'posts', directories: ['a', 'b'], include: [], path: 'posts', nested: false },
      { name: 'pages', directories: ['p'], include: [], path: '', nested: true },
      { name: 'notes', directories: ['n'], include: ['*.md'], path: 'my/notes', nested: true },
    ]);
  });

  it.each([
    ['/host/content/a.md', 'content/a.md'],
    ['/host', '.'],
    ['/host/..content/a.md', '..content/a.md'],
    ['/hosts/a.md', '/hosts/a.md'],
    ['/srv/a.md', '/srv/a.md'],
  ])('name %s as %s', (absolute, path) => {
    expect(documentPath(absolute, '/host')).toBe(path);
  });

  it('own what lies below their deepest directory', () => {
    const [posts, pages] = collectionsOf(
      settings({ posts: 'content/posts', collections: [{ name: 'pages', directories: 'content' }] }),
    );
    const roots = [posts, pages].flatMap((one) => (one === undefined ? [] : rootsOf(one, '/host')));
    const owner = (directory: string) => ownerOf(directory, roots)?.name ?? null;
    expect(owner('/host/content/posts/2024')).toBe('posts');
    expect(owner('/host/content')).toBe('pages');
    expect(owner('/host/content/postscript')).toBe('pages');
    expect(owner('/host')).toBeNull();
  });
});
