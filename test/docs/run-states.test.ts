import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { finalStatuses, transitions } from '../../packages/core/src/runs/run-status.js';

const document = await readFile(new URL('../../docs/runs.md', import.meta.url), 'utf8');
const arrows = [...document.matchAll(/^ {2}(\S+) --> (\S+)$/gm)].map(([, from, to]) => `${from} → ${to}`);

test('the diagram of a run shows the moves of the table in the code, and no others', () => {
  const moves = Object.entries(transitions).flatMap(([from, targets]) =>
    targets.map((to: string) => `${from} → ${to}`),
  );
  const drawn = arrows.filter((arrow) => !arrow.includes('[*]'));
  expect(drawn.toSorted()).toEqual(moves.toSorted());
});

test('the diagram ends where a run is final, and nowhere else', () => {
  const ends = arrows.filter((arrow) => arrow.endsWith('→ [*]'));
  expect(ends.toSorted()).toEqual(finalStatuses.map((status) => `${status} → [*]`).toSorted());
});

test('every status is explained', () => {
  for (const status of Object.keys(transitions))
    expect(document).toMatch(new RegExp(`^\\| .*\`${status}\``, 'm'));
});
