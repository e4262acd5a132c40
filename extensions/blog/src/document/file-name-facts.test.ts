import { describe, expect, it } from 'vitest';
import { readFileName } from './file-name-facts.js';

describe('readFileName', () => {
  it.each([
    [
      '2024-03-01-small-batches.md',
      { date: '2024-03-01', slug: 'small-batches', title: 'Small batches', draft: false },
    ],
    ['2024-3-1-early.markdown', { date: '2024-3-1', slug: 'early', title: 'Early', draft: false }],
    ['deep/er/Über Uhren.mdx', { date: null, slug: 'ueber-uhren', title: 'Über Uhren', draft: false }],
    ['2024/trip/index.md', { date: null, slug: 'trip', title: 'Trip', draft: false }],
    ['2024-05-06-trip/index.md', { date: '2024-05-06', slug: 'trip', title: 'Trip', draft: false }],
    ['_drafts/idea.md', { date: null, slug: 'idea', title: 'Idea', draft: true }],
    [
      '2024-02-30-no-such-day.md',
      { date: null, slug: '2024-02-30-no-such-day', title: '2024 02 30 no such day', draft: false },
    ],
    ['index.md', { date: null, slug: 'index', title: 'Index', draft: false }],
    ['日本語.md', { date: null, slug: '日本語', title: '日本語', draft: false }],
    ['!!!.md', { date: null, slug: 'document', title: '!!!', draft: false }],
  ])('reads %s as a post', (path, expected) => {
    expect(readFileName(path, false)).toEqual(expected);
  });

  it.each([
    ['help/feeds.md', 'help/feeds'],
    ['help/index.md', 'help'],
    ['help/_index.md', 'help'],
    ['A b/C d.md', 'a-b/c-d'],
    ['index.md', 'index'],
  ])('keeps the folders of the page %s', (path, slug) => {
    expect(readFileName(path, true).slug).toBe(slug);
  });

  it('cuts a slug that would be too long for an address', () => {
    expect(readFileName(`${'word-'.repeat(60)}end.md`, false).slug).toHaveLength(199);
  });
});
