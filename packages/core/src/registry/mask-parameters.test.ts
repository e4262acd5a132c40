import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { maskParameters, secretValues } from './mask-parameters.js';

function jobWith(schema: z.ZodType) {
  return { parameters: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) };
}

const secret = z.string().meta({ secret: true });

const job = jobWith(
  z.object({
    to: z.string(),
    plain: secret,
    optional: secret.optional(),
    defaulted: secret.default('x'),
    outside: z.string().optional().meta({ secret: true }),
    trimmed: z
      .string()
      .transform((text) => text.trim())
      .meta({ secret: true }),
    either: z.union([z.number(), z.string()]).meta({ secret: true }),
    nested: z.object({ pin: z.number().meta({ secret: true }), name: z.string() }),
    list: z.array(secret),
    pairs: z.array(z.tuple([z.string(), secret])),
    byName: z.record(z.string(), secret),
    whole: z.object({ user: z.string(), key: z.string() }).meta({ secret: true }),
    flag: z.boolean().meta({ secret: true }),
    choice: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('open'), value: z.string() }),
      z.object({ kind: z.literal('closed'), code: secret }),
    ]),
  }),
);

describe('maskParameters', () => {
  test('masks what the schema marks, wherever the mark stands', () => {
    const parameters = {
      to: 'you',
      plain: 'alpha',
      optional: 'beta',
      defaulted: '',
      outside: 'gamma',
      trimmed: ' delta ',
      either: 12,
      nested: { pin: 4711, name: 'n' },
      list: ['epsilon'],
      pairs: [['a', 'zeta']],
      byName: { a: 'eta' },
      whole: { user: 'u', key: 'k' },
      flag: true,
      choice: { kind: 'closed', code: 'theta' },
    };
    expect(maskParameters(job, parameters)).toEqual({
      to: 'you',
      plain: '***',
      optional: '***',
      defaulted: '***',
      outside: '***',
      trimmed: '***',
      either: '***',
      nested: { pin: '***', name: 'n' },
      list: ['***'],
      // Items of a tuple are not told apart: rather too much than too little.
      pairs: [['***', '***']],
      byName: { a: '***' },
      whole: '***',
      flag: '***',
      choice: { kind: 'closed', code: '***' },
    });
  });

  test('masks by the names of keys too, and by these alone for an unknown job', () => {
    const parameters = { password: 'p', plain: 'q', url: 'https://me:pw@host/' };
    expect(maskParameters(job, parameters)).toEqual({
      password: '***',
      plain: '***',
      url: 'https://me:***@host/',
    });
    expect(maskParameters(undefined, parameters)).toEqual({
      password: '***',
      plain: 'q',
      url: 'https://me:***@host/',
    });
  });

  test('leaves the given object alone, and null as it is', () => {
    const parameters = { plain: null, list: ['secret'] };
    expect(maskParameters(job, parameters)).toEqual({ plain: null, list: ['***'] });
    expect(parameters.list).toEqual(['secret']);
  });
});

describe('secretValues', () => {
  test('are the texts under what is masked, longest first, also as JSON writes them', () => {
    const parameters = { to: 'you there', plain: 'say "hi"', whole: { user: 'someone', key: 12345 } };
    expect(secretValues(job, parameters)).toEqual(['say \\"hi\\"', 'say "hi"', 'someone', '12345']);
  });

  test('leave out what says nothing', () => {
    expect(secretValues(job, { plain: 'abc', optional: '', flag: true, nested: { pin: 1234 } })).toEqual([
      '1234',
      'abc',
    ]);
  });

  test('of a job without a schema go by the names of keys', () => {
    expect(secretValues({ parameters: null }, { token: ['t0ken'], to: 'them' })).toEqual(['t0ken']);
  });
});
