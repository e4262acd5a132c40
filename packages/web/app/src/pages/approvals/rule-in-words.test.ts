import { expect, test } from 'vitest';
import { aboutInWords, type Rule, ruleInWords, wordOf } from './rule-in-words.js';

const rule = (auto_approve: Rule['auto_approve'], amount: number | null = null) =>
  ({ auto_approve, amount }) as Rule;

test('a rule says who is asked, and from which amount on', () => {
  expect(ruleInWords(rule('always'), 'USD')).toBe('Approved without asking');
  expect(ruleInWords(rule('never'), 'USD')).toBe('Somebody is asked');
  expect(ruleInWords(rule('up_to', 0.25), 'USD')).toBe('Approved up to $0.25');
});

test('a rule without a job or a client is about every one', () => {
  expect(aboutInWords({ job_name: null, client_id: null })).toBe('every job for every client');
  expect(aboutInWords({ job_name: 'write', client_id: 'acme' })).toBe('write for acme');
});

test.each([
  ['on', '', 'on'],
  ['off', 'x', 'off'],
  ['amount', ' 5 ', '5'],
  ['amount', '0.25', '0.25'],
  ['amount', '', undefined],
  ['amount', '-1', undefined],
  ['amount', '1e3', undefined],
  ['amount', 'five', undefined],
])('the choice %j with the amount %j is the word %j', (choice, amount, word) => {
  expect(wordOf(choice, amount)).toBe(word);
});
