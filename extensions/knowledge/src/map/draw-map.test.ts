import { parse } from 'node-html-parser';
import { expect, test } from 'vitest';
import { drawMap, mapPage } from './draw-map.js';
import { layOut, likenesses } from './lay-out.js';
import { termVectors } from '../tags/term-vectors.js';

const never = new AbortController().signal;

const vectors = termVectors([
  { clock: 3, zone: 2 },
  { clock: 2, zone: 3 },
  { queue: 3, worker: 2 },
  { queue: 2, worker: 3 },
]);

test('ties those that are alike, each pair once', () => {
  expect(likenesses(vectors).map(({ one, other }) => [one, other])).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test('the same texts always lie in the same places, those that are alike close together', async () => {
  const ties = likenesses(vectors);
  const [first, again] = [await layOut(4, ties, never), await layOut(4, ties, never)];
  expect(again).toEqual(first);
  const distance = (one: number, other: number) =>
    Math.hypot((first[one]?.x ?? 0) - (first[other]?.x ?? 0), (first[one]?.y ?? 0) - (first[other]?.y ?? 0));
  expect(distance(0, 1)).toBeLessThan(distance(0, 2));
  expect(distance(2, 3)).toBeLessThan(distance(1, 3));
});

test('a layout ends with its signal', async () => {
  await expect(layOut(3, [], AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
});

const plan = {
  source: 'docs',
  pages: [
    {
      title: 'A <b>bold</b> & "quoted" title',
      address: 'https://example.org/?a=1&b="2"',
      tags: ['x'],
      alike: ['B'],
    },
    {
      title: 'B\u0007 of a title that is longer than the map has room for',
      address: 'posts/b',
      tags: [],
      alike: [],
    },
  ],
  places: [
    { x: 0, y: 0 },
    { x: 50, y: 10 },
  ],
  ties: [{ one: 0, other: 1, weight: 0.5 }],
};

test('titles are escaped, and nothing is loaded or run', () => {
  const svg = drawMap(plan);
  expect(svg).toContain('A &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; title');
  expect(svg).not.toContain('\u0007');
  for (const outside of ['<script', 'http-equiv="refresh"', 'src=', '@import', 'url('])
    expect(mapPage(plan)).not.toContain(outside);
});

test('the map says what it shows, also to those who do not see it', () => {
  const root = parse(mapPage(plan));
  const svg = root.querySelector('svg');
  expect(svg?.getAttribute('role')).toBe('img');
  expect(svg?.querySelector('title')?.text).toBe('Map of docs');
  expect(svg?.querySelectorAll('circle')).toHaveLength(2);
  expect(root.querySelectorAll('main li')).toHaveLength(2);
  // A post has no address of its own.
  expect(root.querySelectorAll('a').map((link) => link.getAttribute('href'))).toHaveLength(2);
});
