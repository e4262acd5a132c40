import { CombinedJob, Job, type JobContext, JobResult } from '@infra/traits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestRuntime, type TestRuntime } from '../testing/test-runtime.js';

const source = z.strictObject({ source: z.string(), part: z.string().default('') });
const performed: string[] = [];
let broken = '';

async function perform({ jobName, parameters }: JobContext<typeof source>): Promise<JobResult> {
  performed.push(`${jobName} ${parameters.source}${parameters.part}`);
  return jobName === broken ? JobResult.failure('out of paper') : JobResult.success().withStats(2, 1);
}

@Job({ name: 'clear_index', parameters: source })
class ClearIndex {
  execute = perform;
}

@Job({ name: 'index_online', parameters: source })
class IndexOnline {
  execute = perform;
}

@CombinedJob({
  name: 'reindex_online',
  parameters: z.strictObject({ source: z.string() }),
  phases: [
    { name: 'Clear', job: 'clear_index', weight: 10, parameters: ({ source: own }) => ({ source: own }) },
    { name: 'Index', job: 'index_online', weight: 80, parameters: ({ source: own }) => ({ source: own }) },
    { name: 'Check', job: 'clear_index', parameters: { source: 'all', part: '!' } },
  ],
})
class ReindexOnline {}

@Job({ name: 'publish', approval: 'required', parameters: source })
class Publish {
  execute = perform;
}

@CombinedJob({
  name: 'release',
  phases: [
    { name: 'Clear', job: 'clear_index', parameters: { source: 'first' } },
    { name: 'Publish', job: 'publish', parameters: { source: 'then' } },
  ],
})
class Release {}

@CombinedJob({
  name: 'release_at_once',
  phases: [{ name: 'Publish', job: 'publish', parameters: { source: 'now' } }],
})
class ReleaseAtOnce {}

@CombinedJob({
  name: 'regenerate',
  resumable: false,
  phases: [
    { name: 'Reindex', job: 'reindex_online', parameters: { source: 'nested' } },
    { name: 'Clear', job: 'clear_index', parameters: { source: 'after' } },
  ],
})
class Regenerate {}

let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await createTestRuntime({
    jobs: [ClearIndex, IndexOnline, ReindexOnline, Publish, Release, ReleaseAtOnce, Regenerate],
  });
});
afterAll(async () => runtime.close());
beforeEach(() => {
  performed.length = 0;
  broken = '';
});

describe('a combined run', () => {
  it('runs its phases in order, each as a run of its own, and returns what document 002 says', async () => {
    const run = await runtime.run(ReindexOnline, { source: 'posts' });
    expect(performed).toEqual(['clear_index posts', 'index_online posts', 'clear_index all!']);
    expect(run).toMatchObject({
      status: 'completed',
      attempt: 1,
      progress: { completed: 100, total: 100, message: 'Check' },
    });
    const result = { success: true, items_processed: 2, items_failed: 1, output: null };
    expect(run.result).toMatchObject({ success: true, items_processed: 6, items_failed: 3 });
    expect(run.result?.output).toEqual({
      success: true,
      status: 'success',
      phases_completed: 3,
      phase_results: [
        { phase: 'Clear', index: 0, result: expect.objectContaining(result) },
        { phase: 'Index', index: 1, result: expect.objectContaining(result) },
        { phase: 'Check', index: 2, result: expect.objectContaining(result) },
      ],
      message: 'all 3 phases completed',
      resumed: false,
      phases_skipped: 0,
    });
  });

  it('fails with the phase that fails, and begins none after it', async () => {
    broken = 'index_online';
    const run = await runtime.run(ReindexOnline, { source: 'posts' });
    expect(performed).toEqual(['clear_index posts', 'index_online posts']);
    expect(run.status).toBe('failed');
    expect(run.error).toEqual({
      code: 'phase_failed',
      message: 'failed in phase 2 of 3 (Index): out of paper',
    });
    expect(run.result?.output).toMatchObject({
      success: false,
      status: null,
      phases_completed: 1,
      current_phase: 1,
      phase_name: 'Index',
      error: 'out of paper',
    });
  });

  it('is one failure in the failure log, not two', async () => {
    broken = 'clear_index';
    const run = await runtime.run(ReindexOnline, { source: 'posts' });
    const { failures } = await runtime.failures.list({ job: 'reindex_online' });
    expect(failures[0]).toMatchObject({ run_id: String(run.id) });
    expect((await runtime.failures.list({ job: 'clear_index' })).total).toBe(0);
  });

  it('may be a phase itself', async () => {
    const run = await runtime.run(Regenerate);
    expect(performed).toEqual([
      'clear_index nested',
      'index_online nested',
      'clear_index all!',
      'clear_index after',
    ]);
    expect(run).toMatchObject({ status: 'completed', result: { output: { phases_completed: 2 } } });
  });

  it.each([
    [Release, ['clear_index first'], ['clear_index first', 'publish then']],
    [ReleaseAtOnce, [], ['publish now']],
  ])('waits for leave where a phase is of a job that needs it', async (combined, before, after) => {
    const id = await runtime.submit(combined);
    await runtime.idle();
    const held = async () => (await runtime.runs.active({ job: 'publish' })).map(({ status }) => status);
    await expect.poll(held).toEqual(['awaiting_approval']);
    expect(performed).toEqual(before);
    const [waiting] = await runtime.runs.active({ job: 'publish' });
    await runtime.runs.approve(String(waiting?.id));
    await runtime.idle();
    await expect.poll(async () => (await runtime.runs.read(id))?.status).toBe('completed');
    expect(performed).toEqual(after);
  });

  it('ends at the moment at which a phase expires that nobody has approved', async () => {
    const id = await runtime.submit(Release);
    await runtime.idle();
    await expect.poll(async () => (await runtime.runs.active({ job: 'publish' })).length).toBe(1);
    const expires = runtime.now().getTime() + 24 * 3_600_000;
    await runtime.advance('2 days');
    const run = await runtime.runs.read(id);
    expect(run).toMatchObject({ status: 'cancelled', error: { message: 'nobody approved it in time' } });
    expect(run?.finishedAt?.getTime()).toBe(expires);
  });

  it('ends with the cancel of the phase that waits in it, however deep that is', async () => {
    const { run_id: id } = await runtime.chains.run({ steps: [{ job: 'release_at_once' }] });
    await runtime.idle();
    await expect.poll(async () => (await runtime.runs.active({ job: 'publish' })).length).toBe(1);
    const [waiting] = await runtime.runs.active({ job: 'publish' });
    await runtime.runs.cancel(String(waiting?.id), { reason: 'not today' });
    // The clock stands: nobody has looked.
    expect(await runtime.runs.read(id)).toMatchObject({ status: 'cancelled' });
  });

  it('goes on after the phases that were done when it is made again to resume', async () => {
    broken = 'index_online';
    const failed = await runtime.run(ReindexOnline, { source: 'posts' });
    broken = '';
    performed.length = 0;
    const { runId } = await runtime.runs.retry(String(failed.id), { resume: true });
    await runtime.drain();
    // No run waits any more, and whoever ends the combined run may just have begun to.
    await expect.poll(async () => (await runtime.runs.read(runId))?.status).toBe('completed');
    expect(performed).toEqual(['index_online posts', 'clear_index all!']);
    const again = await runtime.runs.read(runId);
    expect(again?.result?.output).toMatchObject({
      success: true,
      resumed: true,
      phases_skipped: 1,
      phases_completed: 3,
      phase_results: [{ phase: 'Clear' }, { phase: 'Index' }, { phase: 'Check' }],
    });
  });
});
