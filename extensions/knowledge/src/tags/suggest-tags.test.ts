import { expect, test } from 'vitest';
import { suggestTags, type TaggedText } from './suggest-tags.js';
import { cosine, termVectors } from './term-vectors.js';

const texts: TaggedText[] = [
  { tags: ['time'], terms: { clock: 3, zone: 2, the: 1 } },
  { tags: ['time'], terms: { clock: 1, zone: 3, the: 1 } },
  { tags: ['queues'], terms: { queue: 4, worker: 2, the: 1 } },
  { tags: ['queues'], terms: { queue: 2, worker: 1, the: 1 } },
  { tags: [], terms: { clock: 2, zone: 1, the: 1 } },
];

test('suggests the tags of the texts that are like a text, and none that it has', () => {
  const suggested = suggestTags(texts, new Set([0, 4]), 3);
  expect(suggested.get(4)).toMatchObject([{ tag: 'time' }]);
  expect(suggested.get(0)).toEqual([]);
  expect([...suggested.keys()]).toEqual([0, 4]);
});

test('a tag whose words stand in the text is likelier', () => {
  const named: TaggedText[] = [
    ...texts.slice(0, 4),
    { tags: [], terms: { clock: 2, zone: 1, time: 1, the: 1 } },
  ];
  const score = (given: TaggedText[]) => suggestTags(given, new Set([4]), 1).get(4)?.[0]?.score ?? 0;
  expect(score(named)).toBeGreaterThan(score(texts) + 0.05);
});

test('words that every text has, or only one, make no texts alike', () => {
  const [one, other, third] = termVectors([
    { the: 5, rare: 9 },
    { the: 5, odd: 9 },
    { the: 1, constructor: 2 },
  ]);
  expect(cosine(one ?? new Map(), other ?? new Map())).toBe(0);
  expect(third?.size).toBe(0);
});

test('a text without words gets no suggestion', () => {
  expect(suggestTags([...texts, { tags: [], terms: {} }], new Set([5]), 5).get(5)).toEqual([]);
});
