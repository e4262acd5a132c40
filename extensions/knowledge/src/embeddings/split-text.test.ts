import { expect, test } from 'vitest';
import { splitText } from './split-text.js';

test.each([
  ['a text that is short enough', 'one two', 10, ['one two']],
  ['lines', 'first line\nsecond line', 15, ['first line', 'second line']],
  ['words', 'aaaa bbbb cccc', 9, ['aaaa bbbb', 'cccc']],
  ['a word longer than the limit', 'abcdefgh', 3, ['abc', 'def', 'gh']],
  ['an empty text', '   ', 5, ['']],
])('cuts %s', (_, text, limit, parts) => {
  expect(splitText(text, limit)).toEqual(parts);
});

test('never cuts a character in two', () => {
  const parts = splitText('😀'.repeat(5), 3);
  expect(parts.every((part) => part.isWellFormed())).toBe(true);
  expect(parts.join('')).toBe('😀'.repeat(5));
});
