import { describe, expect, it } from 'vitest';
import { assignSlugs, type SlugWish } from './assign-slugs.js';

const wish = (wantedSlug: string, current: string | null = null, collection = 'posts'): SlugWish => ({
  row: { collection, wantedSlug },
  current,
});
const assign = (wishes: SlugWish[], taken: string[] = []) =>
  assignSlugs(wishes, (collection, slug) => taken.includes(`${collection}:${slug}`));

describe('assignSlugs', () => {
  it('gives each its wish, and the later of two a number', () => {
    expect(assign([wish('a'), wish('b'), wish('a'), wish('a')])).toEqual(['a', 'b', 'a-2', 'a-3']);
  });

  it('goes around what other documents have', () => {
    expect(assign([wish('a'), wish('a')], ['posts:a', 'posts:a-3'])).toEqual(['a-2', 'a-4']);
  });

  it('lets a document keep the number it once got, also when the plain slug is free', () => {
    expect(assign([wish('a'), wish('a', 'a-2')])).toEqual(['a', 'a-2']);
    expect(assign([wish('a', 'a-2')])).toEqual(['a-2']);
  });

  it('lets who has a slug keep it from who is new, whatever the order', () => {
    expect(assign([wish('a'), wish('a', 'a')])).toEqual(['a-2', 'a']);
  });

  it('gives up a slug that is no longer wanted, for another document at once', () => {
    expect(assign([wish('b', 'a'), wish('a', 'b')])).toEqual(['b', 'a']);
  });

  it('does not take a longer slug for a numbered one', () => {
    expect(assign([wish('part', 'part-two')])).toEqual(['part']);
    expect(assign([wish('part', 'part-02')])).toEqual(['part']);
  });

  it('keeps collections apart', () => {
    expect(assign([wish('a'), wish('a', null, 'notes')])).toEqual(['a', 'a']);
  });
});
