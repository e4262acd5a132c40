import { expect, test } from 'vitest';
import { visibleLine, visibleText } from './visible-text.js';

test.each([
  ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
  ['\u009b2J', '\\x9b2J'],
  ['two\nlines', 'two\\nlines'],
  ['over\rwritten', 'over\\rwritten'],
  ['abc\u202edcba', 'abc\\u202edcba'],
  ['Grüße 日本 ✔', 'Grüße 日本 ✔'],
])('a terminal shows %j and does not obey it', (text, shown) => {
  expect(visibleLine(text)).toBe(shown);
});

test('a text keeps its lines', () => {
  expect(visibleText('one\r\n\ttwo\u0000')).toBe('one\n  two\\x00');
});
