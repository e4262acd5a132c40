import { CombinedJob, defineExtension, Job, JobResult } from '@infra/traits';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestRuntime, type TestRuntime } from '../testing/test-runtime.js';

const parameters = z.strictObject({ source: z.string().default('posts'), part: z.int().optional() });

async function execute(): Promise<JobResult> {
  return JobResult.success();
}

@Job({ name: 'metadata', parameters, subject: 'source' })
class Metadata {
  execute = execute;
}

@Job({ name: 'index', parameters, subject: 'source', after: ['arrive'], resumable: true })
class Index {
  execute = execute;
}

@Job({ name: 'arrive' })
class Arrive {
  execute = execute;
}

@Job({ name: 'of_parts', parameters, subject: 'part', conflictGroup: 'parts' })
class OfParts {
  execute = execute;
}

@CombinedJob({
  name: 'all',
  parameters,
  subject: 'source',
  phases: [{ name: 'Index', job: 'index', parameters: ({ source }) => ({ source }) }],
})
class All {
  declare parameters: typeof parameters;
}

const knowledge = defineExtension({ name: 'knowledge', jobs: [Metadata, Index, Arrive, OfParts, All] });

let runtime: TestRuntime;

beforeAll(async () => {
  const schedules = {
    daily: { schedule: '0 0 2 * * *', parameters: { source: 'daily' } },
    nightly: { schedule: '0 0 3 * * *' },
  };
  const configuration = { jobs: { metadata: { schedules, overlap: 'allow' as const } } };
  runtime = await createTestRuntime({ extensions: [knowledge], configuration });
});
afterAll(async () => runtime.close());
afterEach(async () => {
  await sql`update job_runs set status = 'cancelled', finished_at = infra_now() where status = 'queued'`.execute(
    await runtime.db(),
  );
});

/** A run that waits, and meanwhile holds what it works on. */
const waiting = (name: string, given: object, options = {}) =>
  runtime.runs.submit(name, given as never, { delay: '30d', ...options });
const holding = async (id: string) => {
  const { subject, conflictGroup, status } = (await runtime.runs.read(id)) as unknown as Record<
    string,
    unknown
  >;
  return { subject, conflictGroup, status };
};

describe('what a run works on', () => {
  it('is said by the parameter that its job names, and held against every job of the group', async () => {
    const { runId } = await waiting('metadata', { source: 'a' });
    expect(await holding(runId)).toMatchObject({ subject: 'a', conflictGroup: 'knowledge' });
    await expect(waiting('index', { source: 'a' })).rejects.toMatchObject({
      code: 'subject_busy',
      message: `'a' is busy: run ${runId} of metadata is not finished`,
    });
    await expect(waiting('index', { source: 'b' })).resolves.toMatchObject({ created: true });
    const many = await runtime.runs.submitMany([
      { job: 'index', parameters: { source: 'c' } },
      { job: 'metadata', parameters: { source: 'c' } },
    ] as never);
    expect(many).toMatchObject([{ created: true }, { error: { code: 'subject_busy' } }]);
  });

  it('is the default of the parameter, a number too, and nothing without a value', async () => {
    expect(await holding((await waiting('metadata', {})).runId)).toMatchObject({ subject: 'posts' });
    const part = await waiting('of_parts', { part: 7 });
    expect(await holding(part.runId)).toMatchObject({ subject: '7', conflictGroup: 'parts' });
    const free = await Promise.all([waiting('of_parts', {}), waiting('of_parts', {})]);
    expect(await holding(free[1].runId)).toMatchObject({ subject: null });
  });

  it('is what the run is submitted with, where that is given', async () => {
    const { runId } = await waiting('metadata', { source: 'a' }, { subject: 'z' });
    expect(await holding(runId)).toMatchObject({ subject: 'z' });
    await expect(waiting('index', { source: 'a' })).resolves.toMatchObject({ created: true });
  });

  it('has to be a text that runs are found by', async () => {
    const long = waiting('metadata', { source: 'a'.repeat(256) });
    await expect(long).rejects.toThrow(
      'source: it is what the run works on: it has at most 255 characters, not 256',
    );
    await expect(waiting('metadata', { source: ' ' })).rejects.toThrow('a text that is not empty');
  });

  it('is what a run resumes by', async () => {
    await expect(waiting('index', { source: 'a' }, { resume: true })).resolves.toMatchObject({
      created: true,
    });
  });

  it('is held by a combined run for its phases', async () => {
    const run = await runtime.run(All, { source: 'whole' });
    expect(run.status).toBe('completed');
    const rows = await sql<{ line: string }>`select job_name || ' ' || subject as line from job_runs
      where subject = 'whole' order by id`.execute(await runtime.db());
    expect(rows.rows.map(({ line }) => line)).toEqual(['all whole', 'index whole']);
  });

  it('is that of the first step of a chain that says it; of another one it warns', async () => {
    const steps = [{ job: 'arrive' }, { job: 'index', parameters: { source: 'a' } }, { job: 'metadata' }];
    const { warnings } = await runtime.chains.validate({ steps });
    expect(warnings).toMatchObject([
      { step: 2, code: 'other_subject', message: expect.stringContaining("'posts'") },
    ]);
    const chain = { steps: steps.slice(0, 2) };
    const { run_id } = await runtime.chains.run(chain, { delay: '30d' });
    expect(await holding(run_id)).toMatchObject({ subject: 'a', conflictGroup: 'knowledge' });
    await expect(waiting('metadata', { source: 'a' })).rejects.toThrow(`run ${run_id} of run_chain`);
    await expect(runtime.chains.run(chain)).rejects.toThrow("'a' is busy");
    await expect(runtime.chains.run(chain, { subject: 'other', delay: '30d' })).resolves.toMatchObject({
      created: true,
    });
  });

  it('is that of a chain on a schedule too, and changes with its steps unless somebody has said it', async () => {
    const of = (source: string) => ({ steps: [{ job: 'index', parameters: { source } }] });
    const scheduled = async () => (await runtime.chains.show('kept')).schedule_subject;
    await runtime.chains.save('kept', of('a'));
    await runtime.chains.schedule('kept', '0 0 5 1 1 *');
    const asSteps = await scheduled();
    await runtime.chains.save('kept', of('b'));
    const asNewSteps = await scheduled();
    await runtime.chains.schedule('kept', '0 0 5 1 1 *', { subject: 'said' });
    await runtime.chains.save('kept', of('c'));
    expect([asSteps, asNewSteps, await scheduled()]).toEqual(['a', 'b', 'said']);
    await runtime.chains.delete('kept');
  });

  it('keeps out a follower, which is recorded as cancelled', async () => {
    const { runId } = await waiting('metadata', {});
    await runtime.run(Arrive);
    await runtime.idle();
    const [follower] = (await runtime.runs.history({ job: 'index', limit: 1 })) as unknown as [
      { id: number; status: string; error: unknown },
    ];
    expect(follower).toMatchObject({
      status: 'cancelled',
      error: { code: 'subject_busy', message: "'posts' was busy: another run held it" },
    });
    await sql`update job_runs set status = 'cancelled', finished_at = infra_now() where id = ${runId}`.execute(
      await runtime.db(),
    );
    await runtime.run(Arrive);
    await runtime.idle();
    expect(await runtime.runs.history({ job: 'index', limit: 1 })).toMatchObject([{ status: 'completed' }]);
  });
});

describe('an occurrence', () => {
  const spans = async () => {
    const { rows } = await sql<{ span: string }>`select schedule_name || ' ' || reason || ' ' || count as span
      from skipped_occurrences where reason <> 'disabled' order by id`.execute(await runtime.db());
    return rows.map(({ span }) => span);
  };

  it('is skipped while another run holds what it would work on, and that is its reason', async () => {
    await waiting('index', { source: 'daily' });
    await runtime.advance('2d');
    expect(await spans()).toEqual(['daily subject_busy 2']);
    const ran = await sql<{
      line: string;
    }>`select schedule_name || ' ' || subject || ' ' || status as line from job_runs
      where trigger = 'schedule' order by id`.execute(await runtime.db());
    expect(ran.rows.map(({ line }) => line)).toEqual(['nightly posts completed', 'nightly posts completed']);
  });
});
