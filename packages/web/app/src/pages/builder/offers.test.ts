import { expect, test } from 'vitest';
import { offersOf } from './offers.js';

const schema = (name: string, category: string | null, more = {}) => ({
  name,
  description: `Does ${name}`,
  category,
  tags: category === null ? [] : [category, 'slow'],
  step: true,
  needs_approval: false,
  ...more,
});
const schemas = [
  schema('wash', null),
  schema('scrape', 'content'),
  schema('index', 'indexing', { needs_approval: true }),
  schema('backup', 'content', { step: false }),
];
const chains = [{ name: 'nightly', description: null }];
const found = (search: string) =>
  offersOf(schemas, chains, search).map(({ category, offers }) => [category, offers.map(({ of }) => of)]);

test('what may be a step is offered by category, jobs without one and chains last', () => {
  expect(found('')).toEqual([
    ['content', ['scrape']],
    ['indexing', ['index']],
    ['other jobs', ['wash']],
    ['chains', ['nightly']],
  ]);
  expect(offersOf(schemas, [], 'index')[0]?.offers[0]?.about).toBe('Does index (needs approval)');
});

test('each word that is typed has to fit', () => {
  expect(found('slow scr')).toEqual([['content', ['scrape']]]);
  expect(found('chain')).toEqual([['chains', ['nightly']]]);
  expect(found('slow wash')).toEqual([]);
});
