import { expect, it } from 'vitest';
import { RecentlyUsed } from './recently-used.js';

it('makes a value once and drops the one that was not used for longest', () => {
  const made: string[] = [];
  const values = new RecentlyUsed<{ key: string }>(2);
  const get = (key: string) =>
    values.get(key, () => {
      made.push(key);
      return { key };
    });
  const a = get('a');
  get('b');
  expect(get('a')).toBe(a);
  get('c');
  expect(get('a')).toBe(a);
  get('b');
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
