import { defineExtension, Job, type JobContext, JobResult } from '@infra/traits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestRuntime, type TestRuntime } from '../testing/test-runtime.js';

const source = z.strictObject({ source: z.string(), key: z.string().meta({ secret: true }).default('') });
const performed: string[] = [];

@Job({ name: 'index', parameters: source })
class Index {
  async execute({ parameters }: JobContext<typeof source>): Promise<JobResult> {
    performed.push(parameters.source);
    return JobResult.success();
  }
}

const knowledge = defineExtension({
  name: 'knowledge',
  jobs: [Index],
  chains: { generate: { description: 'From nothing', steps: [{ job: 'index' }] } },
});
const own = { steps: [{ job: 'index', parameters: { source: 'own', key: 'hush' } }] };

let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await createTestRuntime({ extensions: [knowledge] });
});
afterAll(async () => runtime.close());

describe('a saved chain', () => {
  it('is listed, shown without its secrets, replaced and deleted', async () => {
    expect(await runtime.chains.save('mine', own)).toMatchObject({ created: true, steps: 1, missing: [] });
    expect(await runtime.chains.save('mine', { ...own, description: 'Mine' })).toMatchObject({
      created: false,
    });
    const { chains } = await runtime.chains.list();
    expect(chains).toMatchObject([
      { name: 'generate', origin: 'predefined', extension: 'knowledge', saved_by: null },
      { name: 'mine', origin: 'saved', extension: null, description: 'Mine', saved_by: 'test', schedule: '' },
    ]);
    expect(await runtime.chains.show('mine')).toMatchObject({
      valid: true,
      steps: [{ index: 0, name: 'index', job: 'index', parameters: { source: 'own', key: '***' } }],
    });
    await runtime.chains.delete('mine');
    await expect(runtime.chains.show('mine')).rejects.toThrow("there is no chain 'mine'");
  });

  it('may leave to its caller what a step needs', async () => {
    const { missing } = await runtime.chains.save('open', { steps: [{ job: 'index' }] });
    expect(missing).toMatchObject([{ step: 0, path: 'steps[0].parameters.source' }]);
    expect(await runtime.chains.show('open')).toMatchObject({ valid: false });
    await expect(runtime.chains.run('open')).rejects.toThrow('source: is missing');
    await runtime.chains.delete('open');
  });

  it('cannot contain itself, over others neither', async () => {
    await runtime.chains.save('a', own);
    await runtime.chains.save('b', { steps: [{ chain: 'a' }] });
    const round = { steps: [{ chain: 'b' }] };
    await expect(runtime.chains.save('a', round)).rejects.toThrow(
      /'a' contains itself: a has the step b has the step a/,
    );
    await expect(runtime.chains.save('c', { steps: [{ chain: 'c' }] })).rejects.toThrow('no chain');
    await expect(runtime.chains.delete('a')).rejects.toThrow("the chain 'a' is a step of 'b'");
    await runtime.chains.delete('b');
    await runtime.chains.delete('a');
  });

  it.each([
    ['generate', own, "predefined by the extension 'knowledge'"],
    ['My Chain', own, 'not small letters'],
    ['empty', { steps: [] }, 'there is no step'],
    ['wrong', { steps: [{ job: 'index', parameters: { source: 1 } }] }, 'steps[0].parameters.source'],
  ])('is not saved as %j of %j', async (name, chain, reason) => {
    await expect(runtime.chains.save(name, chain as never)).rejects.toThrow(reason);
    expect((await runtime.chains.list()).total).toBe(1);
  });
});

it('a predefined chain is not deleted', async () => {
  await expect(runtime.chains.delete('generate')).rejects.toThrow('predefined');
});

describe('a chain on a schedule', () => {
  it('runs once for each occurrence, with what its schedule gives and the steps that it has then', async () => {
    performed.length = 0;
    await runtime.chains.save('nightly', own);
    const { next_run: next } = await runtime.chains.schedule('nightly', '0 0 2 * * *', {
      timeZone: 'Europe/Berlin',
    });
    expect(next).toBe('2026-01-01T01:00:00.000Z');
    await runtime.chains.schedule('generate', '0 0 3 * * *', { parameters: { source: 'given' } });
    await runtime.advance('1 day');
    expect(performed).toEqual(['own', 'given']);
    await runtime.chains.save('nightly', { steps: [{ job: 'index', parameters: { source: 'new' } }] });
    await runtime.advance('1 day');
    expect(performed).toEqual(['own', 'given', 'new', 'given']);
    const runs = await runtime.runs.history({ job: 'run_chain' });
    expect(runs.map(({ status, trigger }) => [status, trigger])).toEqual(
      Array.from({ length: 4 }, () => ['completed', 'schedule']),
    );
  });

  it('runs by hand only once it is taken from it, and keeps its history', async () => {
    performed.length = 0;
    expect(await runtime.chains.schedule('nightly', null)).toMatchObject({ schedule: '', next_run: null });
    await runtime.chains.schedule('generate', null);
    await runtime.advance('2 days');
    expect(performed).toEqual([]);
    await expect(runtime.chains.schedule('nightly', null)).rejects.toThrow('on no schedule');
  });

  it('is refused where it could not run, and where the schedule is none', async () => {
    await expect(runtime.chains.schedule('generate', '0 0 3 * * *')).rejects.toThrow('source: is missing');
    await expect(runtime.chains.schedule('nightly', '0 3 * * *')).rejects.toThrow(/six fields|5 fields/);
    await expect(runtime.chains.schedule('nightly', '0 0 3 * * *', { timeZone: 'Mars' })).rejects.toThrow(
      'IANA',
    );
    await expect(runtime.chains.schedule('unknown', '0 0 3 * * *')).rejects.toThrow('no chain');
    expect((await runtime.chains.list()).chains.every(({ schedule }) => schedule === '')).toBe(true);
  });

  it('may not be replaced by one that could not run by itself', async () => {
    await runtime.chains.schedule('nightly', '0 0 2 * * *');
    await expect(runtime.chains.save('nightly', { steps: [{ job: 'index' }] })).rejects.toThrow('is missing');
  });

  it('goes from its schedule when it is deleted', async () => {
    performed.length = 0;
    await runtime.chains.delete('nightly');
    await runtime.advance('1 day');
    expect(performed).toEqual([]);
  });
});
