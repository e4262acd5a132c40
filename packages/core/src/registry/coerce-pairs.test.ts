import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { coercePairs } from './coerce-pairs.js';
import { jsonSchemaOf } from './register-job.js';

const schema = jsonSchemaOf(
  z.object({
    text: z.string(),
    number: z.number(),
    whole: z.int(),
    flag: z.boolean(),
    mode: z.enum(['fast', 'slow']),
    level: z.union([z.literal(1), z.literal(2), z.literal('auto')]),
    list: z.array(z.string()),
    numbers: z.array(z.number()),
    directory: z.union([z.string(), z.array(z.string())]),
    limit: z.number().nullable(),
    either: z.union([z.number(), z.string()]),
    filter: z.object({ tag: z.string() }),
    anything: z.unknown(),
    when: z.coerce.number(),
  }),
);

describe('coercePairs', () => {
  test.each([
    ['text=007', { text: '007' }],
    ['text=true', { text: 'true' }],
    ['text=', { text: '' }],
    ['number=-1.5e3', { number: -1500 }],
    ['whole=42', { whole: 42 }],
    ['flag=false', { flag: false }],
    ['mode=slow', { mode: 'slow' }],
    ['mode=lazy', { mode: 'lazy' }],
    ['level=2', { level: 2 }],
    ['level=auto', { level: 'auto' }],
    ['list=a', { list: ['a'] }],
    ['list=a list=b', { list: ['a', 'b'] }],
    ['list=["a","b"]', { list: ['a', 'b'] }],
    ['numbers=1 numbers=2', { numbers: [1, 2] }],
    ['directory=posts', { directory: 'posts' }],
    ['directory=posts directory=notes', { directory: ['posts', 'notes'] }],
    ['limit=null', { limit: null }],
    ['limit=5', { limit: 5 }],
    ['either=5', { either: 5 }],
    ['either=five', { either: 'five' }],
    ['filter={"tag":"x"}', { filter: { tag: 'x' } }],
    ['anything=5', { anything: '5' }],
    ['when=5', { when: 5 }],
    ['text=a=b', { text: 'a=b' }],
  ])('reads %s by the schema', (line, expected) => {
    expect(coercePairs(pairs(line), schema)).toEqual(expected);
  });

  test.each([
    ['number=abc', "number: 'abc' is not number"],
    ['number=', "number: '' is not number"],
    ['number=0x10', "number: '0x10' is not number"],
    ['flag=yes', "flag: 'yes' is not boolean"],
    ['filter={tag}', "filter: '{tag}' is not object"],
    ['numbers=1 numbers=b', "numbers: 'b' is not number"],
    ['text=a text=b', 'text: is given 2 times and takes one value'],
    ['directry=a', "directry: unknown key: did you mean 'directory'?"],
    ['toString=a', 'toString: unknown key'],
  ])('refuses %s', (line, message) => {
    expect(() => coercePairs(pairs(line), schema)).toThrow(
      expect.objectContaining({
        code: 'invalid_parameters',
        message: `the parameters are not valid: ${message}`,
      }),
    );
  });

  test('says everything that is wrong at once', () => {
    expect(() => coercePairs(pairs('number=a flag=b'), schema)).toThrow(
      /number: 'a' is not number; flag: 'b' is not boolean/,
    );
  });

  test('a job without parameters takes none', () => {
    expect(coercePairs([], null)).toEqual({});
    expect(() => coercePairs(pairs('a=b'), null)).toThrow(/a: unknown key/);
  });

  test('an object that takes any key takes it by the type of its values', () => {
    expect(coercePairs(pairs('a=1 b=2'), jsonSchemaOf(z.record(z.string(), z.number())))).toEqual({
      a: 1,
      b: 2,
    });
    expect(coercePairs(pairs('__proto__=1'), jsonSchemaOf(z.looseObject({})))).toEqual(
      Object.fromEntries([['__proto__', '1']]),
    );
  });
});

function pairs(line: string): [string, string][] {
  return line.split(' ').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
}
