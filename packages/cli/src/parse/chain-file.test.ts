import { expect, it } from 'vitest';
import { parseChain } from './chain-file.js';

it.each([
  ['YAML', 'steps:\n  - job: a\n    parameters: { since: 2026-01-01, answer: no }\n'],
  ['JSON', '{"steps": [{"job": "a", "parameters": {"since": "2026-01-01", "answer": "no"}}]}'],
])('reads %s, in which a date and a no are texts', async (_, text) => {
  const parameters = { since: '2026-01-01', answer: 'no' };
  expect(await parseChain(text, 'chain.yaml')).toEqual({ steps: [{ job: 'a', parameters }] });
});

/** Each line has the one before ten times. */
const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
for (const pair of ['ab', 'bc', 'cd', 'de', 'ef']) {
  const ten = Array.from({ length: 10 }, () => `*${pair.charAt(0)}`);
  bomb.push(`${pair.charAt(1)}: &${pair.charAt(1)} [${ten.join(', ')}]`);
}

it.each([
  [
    'a bracket that is not closed',
    'steps:\n  - job: a\n  - { job: b\n',
    /^chain\.yaml:4:1 is neither YAML nor JSON/,
  ],
  ['a key that comes twice', 'steps: []\nsteps: []\n', /^chain\.yaml:2:1 .*unique/],
  ['two documents', 'a: 1\n---\nb: 2\n', /^chain\.yaml:2:1 .*multiple documents/],
  ['a text', 'nightly\n', /is a text, not a chain/],
  ['aliases that multiply', bomb.join('\n'), /Excessive alias count/],
  ['what is too large', 'x'.repeat(5_000_000), /larger than/],
])('refuses %s', async (_, text, message) => {
  await expect(parseChain(text, 'chain.yaml')).rejects.toThrow(message);
});
