import { describe, expect, it } from 'vitest';
import type { ContentRoot } from '../collections.js';
import { goneBelow } from './gone-below.js';

const root = (path: string): ContentRoot => ({
  collection: { name: 'posts', directories: [], include: [], path: 'posts', nested: false },
  absolute: `/${path}`,
  path,
});
const scope = {
  roots: [root('content')],
  foreign: [root('content/pages')],
  unknown: ['content/locked', 'content/bad.md'],
  prune: false,
};

describe('goneBelow', () => {
  it.each([
    ['content/a.md', true],
    ['content/deep/a.md', true],
    ['contents/a.md', false],
    ['elsewhere/a.md', false],
    ['content/pages/a.md', false],
    ['content/locked/deep/a.md', false],
    ['content/bad.md', false],
    ['content/bad.mdx', true],
  ])('says of %s: %s', (path, gone) => {
    expect(goneBelow(scope)(path)).toBe(gone);
  });

  it('lets a pruning run remove what lies elsewhere, but not what could not be looked at', () => {
    const isGone = goneBelow({ ...scope, prune: true });
    expect(['elsewhere/a.md', 'content/locked/a.md', 'content/pages/a.md'].map(isGone)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('takes the host’s own folder for everything inside of it', () => {
    const isGone = goneBelow({ roots: [root('.')], foreign: [], unknown: [], prune: false });
    expect(['a.md', 'deep/a.md', '/srv/a.md'].map(isGone)).toEqual([true, true, false]);
  });
});
