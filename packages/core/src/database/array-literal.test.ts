import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../testing/index.js';
import { jsonArray, numberArray } from './array-literal.js';
import type { Database } from './database.js';
import { storableJson } from './storable-json.js';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openTestDatabase(test.connection);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const sent = {
  name: 'sent_arrays',
  text: `select to_json($1::bigint[]) as numbers, to_json($2::jsonb[]) as values`,
};

it('an array that is written whole arrives as it was given', async () => {
  const unit = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));
  const value = fc.oneof(fc.constant(null), fc.string({ unit }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat()), fc.array(value, { maxLength: 20 }), async (numbers, values) => {
      const texts = values.map((given) => (given === null ? null : storableJson(given)));
      const [row] = await database.query(sent, [numberArray(numbers), jsonArray(texts)]);
      expect(row).toEqual({
        numbers,
        values: texts.map((text) => (text === null ? null : (JSON.parse(text) as unknown))),
      });
    }),
    { numRuns: 20 },
  );
});

it.each([
  'a "quote"',
  'a \\ backslash',
  '\\"',
  'two\nlines\tand a tab',
  '{braces,and}',
  'null',
  '\u007f\u2028é😀',
  '',
])('an array keeps %j', async (text) => {
  const [row] = await database.query(sent, ['{}', jsonArray([storableJson(text)])]);
  expect(row).toEqual({ numbers: [], values: [text] });
});
