import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storableJson } from './storable-json.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { database } = useTestDatabase();

describe('storable JSON', () => {
  it.each([
    ['a NUL', 'a\0b', 'a\ufffdb'],
    ['half an emoji', 'a\ud83d', 'a\ufffd'],
    ['the other half', '\ude00b', '\ufffdb'],
    ['a whole emoji', '😀', '😀'],
    ['text that looks like an escape', '\\u0000 \\\\u0000 \\ud83d', '\\u0000 \\\\u0000 \\ud83d'],
    ['control characters', '\u0001\u001f\n"', '\u0001\u001f\n"'],
  ])('keeps what can be kept of %s', (_, given, kept) => {
    expect(JSON.parse(storableJson({ [given]: [given] }))).toEqual({ [kept]: [kept] });
  });

  it('is taken by the database whatever it is made of, and comes back', async () => {
    const echo = {
      name: 'echo',
      text: 'select j as json from unnest($1::jsonb[]) with ordinality u(j, at) order by at',
    };
    // Halves of characters too. (The unit 'binary' takes fast-check two seconds to make.)
    const unit = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));
    const text = fc.string({ unit }).map((each) => `${each}\0\ud83d\\u0000`);
    const values = fc
      .sample(fc.oneof(text, fc.jsonValue({ stringUnit: unit })), 300)
      .filter((value) => value !== null);
    const rows = await database.query<{ json: unknown }>(echo, [values.map(storableJson)]);
    expect(rows.map((row) => row.json)).toEqual(
      values.map((value) => JSON.parse(storableJson(value)) as unknown),
    );
  });

  it('refuses what JSON cannot say', () => {
    expect(() => storableJson({ big: 1n })).toThrow(TypeError);
  });
});
