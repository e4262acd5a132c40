import { expect, test } from 'vitest';
import { summariseText } from './summarise-text.js';

const text = `A lease says how long a worker holds a job.
The weather was fine on that day in the mountains.
A worker renews the lease of its job while it holds the job.
When the lease of a worker ends, another worker takes the job.
SELECT id FROM jobs WHERE lease < now() AND worker = 12;
Somebody had brought cake for everybody in the office.`;

test('picks the sentences that have most in common with the others, in the order of the text', () => {
  expect(summariseText(text, 2, 'en')).toBe(
    'A lease says how long a worker holds a job. A worker renews the lease of its job while it holds the job.',
  );
});

test('takes all sentences where there are no more than asked for, and no code', () => {
  const all = summariseText(text, 20, 'en') ?? '';
  expect(all.match(/\./g)).toHaveLength(5);
  expect(all).not.toContain('SELECT');
});

test('a sentence that stands twice is taken once', () => {
  const twice = 'The same sentence stands here.\nThe same sentence stands here.';
  expect(summariseText(twice, 5)).toBe('The same sentence stands here.');
});

test.each(['', 'Too short.', '{ "a": 1, "b": [2, 3] }'])('finds no sentence in %j', (none) => {
  expect(summariseText(none, 3)).toBeNull();
});

test('sentences that have nothing in common are taken from the front', () => {
  const apart =
    'Red apples hang over fences.\nQuick trains leave stations early.\nOld clocks strike thirteen times.';
  expect(summariseText(apart, 1)).toBe('Red apples hang over fences.');
});
