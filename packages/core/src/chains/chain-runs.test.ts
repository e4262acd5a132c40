import { defineExtension, Job, type JobContext, JobResult } from '@infra/traits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestRuntime, type TestRuntime } from '../testing/test-runtime.js';

const source = z.strictObject({ source: z.string(), key: z.string().meta({ secret: true }).default('') });
const performed: string[] = [];
let broken = '';
/** No step ends before it. */
let leave = Promise.resolve();

async function perform({ jobName, parameters }: JobContext<typeof source>): Promise<JobResult> {
  performed.push(`${jobName} ${parameters.source}`);
  await leave;
  return jobName === broken ? JobResult.failure('out of paper') : JobResult.success().withStats(1, 0);
}

@Job({ name: 'metadata', parameters: source })
class Metadata {
  execute = perform;
}

@Job({ name: 'index', parameters: source })
class Index {
  execute = perform;
}

const steps = [{ job: 'metadata' }, { job: 'index', parameters: { key: 'k' } }];
const knowledge = defineExtension({
  name: 'knowledge',
  jobs: [Metadata, Index],
  chains: {
    generate: { description: 'From nothing', steps },
    twice: { steps: [{ chain: 'generate' }, { job: 'index', parameters: { source: 'last' } }] },
  },
});

let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await createTestRuntime({ extensions: [knowledge] });
});
afterAll(async () => runtime.close());
beforeEach(() => {
  performed.length = 0;
  broken = '';
});

async function ended(id: string) {
  await runtime.idle();
  await expect.poll(async () => (await runtime.runs.read(id))?.finishedAt).toBeTruthy();
  return runtime.runs.read(id);
}

describe('a run of a chain', () => {
  it('runs its steps in order, each as a run of its own, and returns what document 002 says', async () => {
    const submitted = await runtime.chains.run('generate', { parameters: { source: 'posts' } });
    expect(submitted).toMatchObject({ chain: 'generate', steps: 2, status: 'queued', created: true });
    const run = await ended(submitted.run_id);
    expect(performed).toEqual(['metadata posts', 'index posts']);
    expect(run).toMatchObject({ jobName: 'run_chain', status: 'completed', trigger: 'api' });
    expect(run?.result?.output).toMatchObject({
      success: true,
      phases_completed: 2,
      phase_results: [{ phase: 'metadata' }, { phase: 'index' }],
    });
  });

  it('of a chain without a name needs nothing saved', async () => {
    const chain = { steps: [{ job: 'index', name: 'Build', parameters: { source: 'own' } }] };
    const run = await ended((await runtime.chains.run(chain)).run_id);
    expect(run).toMatchObject({ status: 'completed', progress: { message: 'Build' } });
    expect(performed).toEqual(['index own']);
  });

  it('may have another chain as a step', async () => {
    const { run_id: id } = await runtime.chains.run('twice', { parameters: { source: 'posts' } });
    expect(await ended(id)).toMatchObject({ status: 'completed' });
    expect(performed).toEqual(['metadata posts', 'index posts', 'index posts']);
  });

  it('shows no secret of its steps', async () => {
    const { run_id: id } = await runtime.chains.run('generate', {
      parameters: { source: 'posts', key: 'hush' },
    });
    expect(JSON.stringify(await runtime.runs.status(id))).not.toContain('hush');
    await ended(id);
  });

  it('holds its subject in the group of its first job', async () => {
    const options = { parameters: { source: 'posts' }, subject: 'posts' };
    const left = Promise.withResolvers<void>();
    leave = left.promise;
    const { run_id: id } = await runtime.chains.run('generate', options);
    await expect(runtime.runs.submit('metadata', { source: 'x' }, { subject: 'posts' })).rejects.toThrow(id);
    left.resolve();
    await ended(id);
  });

  it.each([
    ['unknown', {}, /no chain 'unknown'/],
    ['generate', {}, /steps\[0\]\.parameters\.source: is missing/],
    [{ steps: [] }, {}, /there is no step/],
    [
      'generate',
      { parameters: { source: 'a', sorce: 'b' } },
      /no step takes a parameter 'sorce': did you mean/,
    ],
  ])('of %j is refused before anything is stored', async (chain, options, message) => {
    const before = (await runtime.runs.history({})).length;
    await expect(runtime.chains.run(chain, options)).rejects.toThrow(message);
    expect((await runtime.runs.history({})).length).toBe(before);
  });
});

describe('a chain that failed', () => {
  const options = { parameters: { source: 'posts' }, subject: 'shelf' };

  it('goes on after the steps that are done, made again or by its subject', async () => {
    broken = 'index';
    const { run_id: id } = await runtime.chains.run('generate', options);
    expect(await ended(id)).toMatchObject({ status: 'failed', error: { code: 'phase_failed' } });
    const again = await runtime.runs.retry(id, { resume: true });
    expect(await ended(again.runId)).toMatchObject({ status: 'failed' });
    broken = '';
    const { run_id: last } = await runtime.chains.run('generate', { ...options, resume: true });
    expect((await ended(last))?.result?.output).toMatchObject({ resumed: true, phases_skipped: 1 });
    expect(performed).toEqual(['metadata posts', 'index posts', 'index posts', 'index posts']);
  });

  it('is not gone on with by other steps of the same name', async () => {
    const named = { name: 'own', steps: [{ job: 'metadata' }, { job: 'index' }] };
    broken = 'index';
    await ended((await runtime.chains.run(named, options)).run_id);
    const changed = { ...named, steps: named.steps.toReversed() };
    const { run_id: id } = await runtime.chains.run(changed, { ...options, resume: true });
    const run = await ended(id);
    expect(run?.error?.message).toMatch(/checkpoint is of other phases: phase 1 was 'metadata'/);
  });

  it('leaves what another chain has kept of the subject alone', async () => {
    broken = 'index';
    await ended((await runtime.chains.run('generate', options)).run_id);
    await ended((await runtime.chains.run({ name: 'else', steps: [{ job: 'index' }] }, options)).run_id);
    broken = '';
    const { run_id: id } = await runtime.chains.run('generate', { ...options, resume: true });
    expect((await ended(id))?.result?.output).toMatchObject({ phases_skipped: 1 });
  });
});
