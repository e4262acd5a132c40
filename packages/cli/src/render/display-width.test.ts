import { expect, test } from 'vitest';
import { displayWidth, wrapped } from './display-width.js';

test.each([
  ['', 0],
  ['publish_content', 15],
  ['日本語', 6],
  ['Grüße', 5],
  ['e\u0301', 1],
])('%j takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test.each([
  ['one two three', 7, ['one two', 'three']],
  ['one', 7, ['one']],
  ['', 7, ['']],
  ['abcdefghij k', 4, ['abcd', 'efgh', 'ij k']],
  ['日本語日本語', 5, ['日本', '語日', '本語']],
])('%j in %i columns is %j', (text, width, lines) => {
  expect(wrapped(text, width)).toEqual(lines);
});
