import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { InvalidParametersError, mergeParameters, validateParameters } from './parse-parameters.js';
import { registerJob } from './register-job.js';
import type { JobOverride } from '../config/job-override.js';

type Given = Parameters<typeof validateParameters>[0];

function job(schema: z.ZodType | undefined, override: JobOverride = {}): Given {
  const definition = {
    name: 'ingest',
    schedule: '0 0 * * * *',
    ...(schema === undefined ? {} : { parameters: schema }),
  };
  const registered = registerJob({ definition, phases: null, file: '/host/job.js' }, override, {
    extension: 'blog',
    directory: '/host',
  });
  return { job: registered, schema: schema ?? null };
}

function issues(given: Given, parameters: unknown): readonly string[] {
  try {
    validateParameters(given, parameters);
  } catch (error) {
    if (!(error instanceof InvalidParametersError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

const schema = z.object({
  directory: z.union([z.string(), z.array(z.string())]),
  depth: z.int().min(1).default(3),
  filter: z.object({ tag: z.string().optional() }).optional(),
});

describe('validateParameters', () => {
  test('lays what is given over the schedule, and that over the configuration, and fills in defaults', () => {
    const given = job(schema, {
      parameters: { directory: 'configured', depth: 1 },
      schedules: { nightly: { schedule: '0 0 3 * * *', parameters: { depth: 2 } } },
    });
    expect(validateParameters(given, {})).toEqual({ directory: 'configured', depth: 1 });
    const nightly = given.job.schedules.find(({ name }) => name === 'nightly')!;
    expect(mergeParameters(given.job, {}, nightly)).toEqual({ directory: 'configured', depth: 2 });
    expect(mergeParameters(given.job, { depth: 9 }, nightly)).toEqual({ directory: 'configured', depth: 9 });
    expect(validateParameters(job(schema), { directory: 'a' })).toEqual({ directory: 'a', depth: 3 });
    expect(mergeParameters(job(schema).job, { directory: 'a' })).toEqual({ directory: 'a' });
  });

  test('says path and reason of every mistake, and the nearest name of an unknown key, at every depth', () => {
    expect(issues(job(schema), { depth: 0, directry: 'a', filter: { tags: 'x' } })).toEqual([
      expect.stringMatching(/^directory: Invalid input: expected string, received undefined, or: .*array/),
      expect.stringMatching(/^depth: Too small/),
      "directry: unknown key: did you mean 'directory'?",
      "filter.tags: unknown key: did you mean 'tag'?",
    ]);
  });

  test('leaves unknown keys to a schema that says what becomes of them', () => {
    expect(issues(job(z.looseObject({ a: z.string() })), { a: 'x', b: 1 })).toEqual([]);
    expect(issues(job(z.record(z.string(), z.number())), { a: 1, b: 2 })).toEqual([]);
    expect(issues(job(z.strictObject({ name: z.string() })), { name: 'x', nam: 1 })).toEqual([
      "nam: unknown key: did you mean 'name'?",
    ]);
    expect(issues(job(z.object({ any: z.unknown() })), { any: { thing: 1 } })).toEqual([]);
  });

  test('knows the keys of unions, of refined and of transformed objects, and of recursive ones', () => {
    const kinds = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), one: z.string().optional() }),
      z.object({ kind: z.literal('b'), two: z.string().optional() }),
    ]);
    expect(issues(job(kinds), { kind: 'a', one: 'x', three: 1 })).toEqual(['three: unknown key']);
    const checked = z
      .object({ from: z.number(), to: z.number() })
      .refine(({ from, to }) => from < to, 'from comes before to');
    expect(issues(job(checked), { from: 2, to: 1 })).toEqual([': from comes before to']);
    expect(issues(job(checked.transform(({ from }) => from)), { from: 1, to: 2, tos: 3 })).toEqual([
      "tos: unknown key: did you mean 'to'?",
    ]);
    const tree = z.object({
      name: z.string(),
      get children() {
        return z.array(tree).optional();
      },
    });
    expect(
      issues(job(tree), { name: 'a', children: [{ name: 'b', children: [{ name: 'c', nmae: 1 }] }] }),
    ).toEqual(["children[0].children[0].nmae: unknown key: did you mean 'name'?"]);
  });

  test('a job without parameters takes none', () => {
    expect(validateParameters(job(undefined), {})).toEqual({});
    expect(issues(job(undefined), { a: 1 })).toEqual(['a: unknown key']);
  });

  test.each([[[]], ['text'], [null], [5]])('%j are no parameters', (parameters) => {
    expect(issues(job(schema), parameters)).toEqual([': they are not an object of names and values']);
  });

  test('the error is a usage error that names the job and where its schema is', () => {
    expect(() => validateParameters(job(schema), {})).toThrow(
      expect.objectContaining({
        code: 'invalid_parameters',
        message: expect.stringMatching(/^the parameters of 'ingest' are not valid: directory: /),
        hint: '`infra jobs show ingest` prints their schema',
      }),
    );
  });
});
