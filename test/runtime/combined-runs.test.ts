import { createRuntime, type Run, type Runtime } from '@infra/core';
import { createTestDatabase, type TestDatabase } from '@infra/core/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { entryCode, extensionFiles, TemporaryHosts } from '../registry/host-fixture.js';

const hosts = new TemporaryHosts();
let database: TestDatabase;
/** Submits and never executes. */
let client: Runtime;
let worker: Runtime;

const jobs = `
  const given = z.object({ until: z.number().default(Infinity) });
  const done = JobResult.success();

  class Quick { async execute() { return done; } }
  Job({ name: 'quick' })(Quick);

  class Patient {
    async execute({ signal }) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return JobResult.failure('interrupted');
    }
  }
  Job({ name: 'patient', concurrency: 1 })(Patient);

  class Both {}
  CombinedJob({
    name: 'both',
    phases: [{ name: 'First', job: 'quick' }, { name: 'Second', job: 'patient' }, { name: 'Third', job: 'quick' }],
  })(Both);

  class Three {}
  CombinedJob({ name: 'three', phases: ['a', 'b', 'c'].map((name) => ({ name, job: 'quick' })) })(Three);

  // Counts to ten, and remembers how far it came.
  const state = z.object({ counted: z.number() });
  const parameters = z.object({ until: z.number().default(10) });
  class Count {
    async execute({ parameters, checkpoint }) {
      const from = (await checkpoint.load())?.counted ?? 0;
      for (let counted = from + 1; counted <= parameters.until; counted++) await checkpoint.save({ counted });
      return (parameters.until < 10 ? JobResult.failure('tired') : done).withOutput({ from });
    }
  }
  Job({ name: 'count', parameters, resumable: state })(Count);
  class CountApart extends Count {}
  Job({ name: 'count_apart', parameters, resumable: state, isolation: 'process' })(CountApart);

  const fails = z.object({ failing: z.boolean().default(false) });
  class Local {
    async execute(context) {
      const result = await runCombinedJob(
        [
          { name: 'one', weight: 30, run: () => ({ pages: 1 }) },
          { name: 'two', weight: 70, run: ({ progress }) => {
            progress({ completed: 1, total: 2 });
            if (context.parameters.failing) throw new Error('no paper');
          } },
        ],
        context,
        { resumable: true },
      );
      const outcome = result.success ? JobResult.success() : JobResult.failure(result.message);
      return outcome.withOutput(result);
    }
  }
  Job({ name: 'local', parameters: fails, resumable: true })(Local);

  class Forgetful { async execute({ checkpoint }) { await checkpoint.save(1); return done; } }
  Job({ name: 'forgetful' })(Forgetful);
`;

const classes = '[Quick, Patient, Both, Three, Count, CountApart, Local, Forgetful]';

beforeAll(async () => {
  database = await createTestDatabase();
  const directory = await hosts.make({
    'infra.config.json': JSON.stringify({ extensions: ['./pages'], database: { url: database.url } }),
    ...extensionFiles('pages', { 'entry.js': entryCode(`{ name: 'pages', jobs: ${classes} }`, jobs) }),
  });
  [client, worker] = await Promise.all([
    createRuntime({ cwd: directory }),
    createRuntime({ cwd: directory }),
  ]);
  await worker.start();
});

afterAll(async () => {
  await Promise.all([client.stop(0), worker.stop(0)]);
  await database.drop();
  await hosts.remove();
});

async function phaseOf(parent: string, job: string): Promise<Run> {
  return vi.waitUntil(
    async () => {
      const runs = await client.runs.active({ job });
      return runs.find((run) => run.parent === Number(parent));
    },
    { timeout: 60_000 },
  );
}

/** Waits until a run is running. */
async function untilRunning(id: string): Promise<void> {
  await expect.poll(async () => (await client.runs.read(id))?.status).toBe('running');
}

describe('a combined run', () => {
  test('is executed by the process that was asked to run it, phases and all', async () => {
    const { jobs_run } = await client.jobs.run('three');
    expect(jobs_run).toMatchObject([
      { job_name: 'three', status: 'success', attempt: 1, result: { message: 'all 3 phases completed' } },
    ]);
  });

  test('ends when it is cancelled in a phase: the phase is told, and none begins after it', async () => {
    const { runId } = await client.runs.submit('both');
    const phase = await phaseOf(runId, 'patient');
    await untilRunning(String(phase.id));
    expect(await client.runs.cancel(runId, { reason: 'enough' })).toBe(true);
    const run = await client.runs.read(runId);
    expect(run).toMatchObject({ status: 'cancelled', error: { code: 'cancelled', message: 'enough' } });
    expect(run?.result?.output).toMatchObject({ status: 'cancelled', phases_completed: 1, current_phase: 1 });
    expect((await client.runs.read(String(phase.id)))?.status).toBe('cancelled');
  });

  test('ends when it is cancelled while a phase waits for its slot', async () => {
    const holder = await client.runs.submit('patient');
    await untilRunning(holder.runId);
    const { runId } = await client.runs.submit('both');
    const phase = await phaseOf(runId, 'patient');
    expect(phase.status).toBe('queued');
    await client.runs.cancel(runId);
    expect((await client.runs.read(runId))?.status).toBe('cancelled');
    expect((await client.runs.read(String(phase.id)))?.status).toBe('cancelled');
    await client.runs.cancel(holder.runId, { force: true });
  });

  test('ends with the phase that somebody cancels', async () => {
    const { runId } = await client.runs.submit('both');
    const phase = await phaseOf(runId, 'patient');
    await client.runs.cancel(String(phase.id), { reason: 'not this one' });
    const run = await client.runs.wait(runId, { timeout: '60s' });
    expect(run).toMatchObject({ status: 'cancelled', error: { message: 'not this one' } });
  });
});

describe('a checkpoint', () => {
  test.each(['count', 'count_apart'] as const)(
    'is what a later run of the subject continues from, where it is to resume (%s)',
    async (job) => {
      const subject = `sheep of ${job}`;
      const first = await client.runs.submitAndWait(job, { until: 4 }, { subject });
      expect(first.status).toBe('failed');
      const second = await client.runs.submitAndWait(job, {}, { subject, resume: true });
      expect(second.result).toMatchObject({ success: true, output: { from: 4 } });
      const third = await client.runs.submitAndWait(job, {}, { subject, resume: true });
      expect(third.result?.output).toEqual({ from: 0 });
    },
  );

  test('is replaced by a run that is not to resume', async () => {
    const subject = 'goats';
    await client.runs.submitAndWait('count', { until: 4 }, { subject });
    await client.runs.submitAndWait('count', { until: 2 }, { subject });
    const run = await client.runs.submitAndWait('count', {}, { subject, resume: true });
    expect(run.result?.output).toEqual({ from: 2 });
  });

  test('without a subject belongs to the run and to those made again from it', async () => {
    const first = await client.runs.submitAndWait('count', { until: 3 });
    const other = await client.runs.submitAndWait('count', { until: 5 });
    expect([first.status, other.status]).toEqual(['failed', 'failed']);
    const { runId } = await client.runs.retry(String(first.id), { resume: true });
    expect((await client.runs.wait(runId)).result?.output).toEqual({ from: 3 });
    const again = await client.runs.retry(runId, { resume: true });
    expect((await client.runs.wait(again.runId)).result?.output).toEqual({ from: 3 });
    const anew = await client.runs.retry(again.runId);
    expect((await client.runs.wait(anew.runId)).result?.output).toEqual({ from: 0 });
  });

  test('is kept by functions run in phases too', async () => {
    const subject = 'book';
    const failed = await client.runs.submitAndWait('local', { failing: true }, { subject });
    expect(failed.result?.output).toMatchObject({
      phases_completed: 1,
      phase_name: 'two',
      error: 'no paper',
    });
    expect(failed.progress).toMatchObject({ completed: 65, total: 100, message: 'two' });
    const run = await client.runs.submitAndWait('local', {}, { subject, resume: true });
    expect(run.result?.output).toEqual({
      success: true,
      status: 'success',
      phases_completed: 2,
      phase_results: [
        { phase: 'one', index: 0, result: { pages: 1 } },
        { phase: 'two', index: 1, result: null },
      ],
      message: 'all 2 phases completed, 1 of them before',
      resumed: true,
      phases_skipped: 1,
    });
  });

  test('is refused to a job that does not declare one, and a resume to a run that has nothing to go by', async () => {
    const run = await client.runs.submitAndWait('forgetful');
    expect(run.error?.message).toMatch(/keeps no checkpoint/);
    await expect(client.runs.submit('quick', {}, { subject: 's', resume: true })).rejects.toThrow(
      "resume is for a job that is resumable, and 'quick' keeps no checkpoint",
    );
    await expect(client.runs.submit('count', {}, { resume: true })).rejects.toThrow(/needs a subject/);
  });
});
