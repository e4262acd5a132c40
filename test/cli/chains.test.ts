import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryCode, extensionFiles } from '../registry/host-fixture.js';
import { ended, InfraHost, printed } from './infra-host.js';

const jobs = `
  const source = z.strictObject({ source: z.string(), depth: z.number().int().default(1) });
  class Metadata { async execute({ parameters }) { return JobResult.success().withStats(parameters.depth, 0); } }
  Job({ name: 'metadata', description: 'Describes', tags: ['content'], parameters: source })(Metadata);
  class Index { async execute({ parameters }) {
    if (parameters.source === 'broken') throw new Error('no such source');
    return JobResult.success().withMessage(parameters.source);
  } }
  Job({ name: 'index', tags: ['indexing'], parameters: source, chain: { after: ['metadata'] } })(Index);
`;
const files = extensionFiles('clockwork', {
  'entry.js': entryCode(
    "{ name: 'clockwork', jobs: [Metadata, Index], chains: { generate: { steps: [{ job: 'metadata' }, { job: 'index' }] } } }",
    jobs,
  ),
});

const nightly = `
description: Everything, every night
parameters: { source: posts }
steps:
  - job: metadata
    weight: 40
    parameters: { depth: 3 }
  - { name: Build the index, job: index }
`;

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make({
    ...files,
    'infra.config.json': JSON.stringify({ extensions: ['./clockwork'] }),
    'nightly.yaml': nightly,
    'wrong-order.json': JSON.stringify({
      parameters: { source: 'a' },
      steps: [{ job: 'index' }, { job: 'metadata' }],
    }),
  });
});

afterAll(() => host.remove());

test('infra chains schemas tells what chains can be made of, by category', async () => {
  const { data } = await host.artifact('chains schemas', ['--category', 'indexing']);
  expect(data).toMatchObject({ categories: ['content', 'indexing'], total: 1 });
  expect(data.schemas[0]).toMatchObject({
    name: 'index',
    category: 'indexing',
    step: true,
    after: ['metadata'],
    parameters: { required: ['source'] },
  });
});

describe('infra chains validate', () => {
  test('warns of an order that a job does not expect, and exits with 0', async () => {
    const { data, code } = await host.artifact('chains validate', ['wrong-order.json']);
    expect({ code, valid: data.valid, errors: data.errors }).toEqual({ code: 0, valid: true, errors: [] });
    expect(data.warnings).toMatchObject([{ step: 0, code: 'order' }]);
    const { stdout } = await host.infra(['chains', 'validate', 'wrong-order.json']);
    expect(stdout).toContain('Warning: index before metadata');
  });

  test('tells everything that is wrong with a chain at once, and exits with 1', async () => {
    const chain = `steps:
  - { job: metdata, weight: 30 }
  - { job: index, weight: 60, parameters: { source: 1, dept: 2 } }`;
    const { data, code } = await host.artifact('chains validate', ['-'], { stdin: chain });
    expect(code).toBe(1);
    expect(data.errors).toMatchObject([
      { step: null, code: 'invalid_weights', message: expect.stringContaining('sum to 90') },
      { step: 0, code: 'unknown_job', message: expect.stringContaining("did you mean 'metadata'?") },
      { step: 1, path: 'steps[1].parameters.source' },
      { step: 1, path: 'steps[1].parameters.dept', message: expect.stringContaining("'depth'?") },
    ]);
  });

  test.each([
    ['an empty chain', 'steps: []', 'invalid_chain'],
    [
      '10,000 steps',
      JSON.stringify({ steps: Array.from({ length: 10_000 }, () => ({ job: 'index' })) }),
      'too_many_steps',
    ],
  ])('says so of %s', async (_, stdin, code) => {
    const { data } = await host.artifact('chains validate', ['-'], { stdin });
    expect(data.errors).toMatchObject([{ code }]);
  });

  test.each([
    ['YAML that is none, with its line', '-', 'invalid_value', /stdin:3:1/],
    ['a file that is not there', 'none.yaml', 'invalid_value', /no such file/],
    ['a name that is not there', 'genrate', 'chain_not_found', /did you mean 'generate'\?/],
  ])('refuses %s', async (_, chain, code, message) => {
    const stdin = 'steps:\n  - job: [\n';
    const error = await host.failure(['chains', 'validate', chain], { stdin });
    expect(error).toMatchObject({ code, exitCode: 2, message: expect.stringMatching(message) });
  });
});

/** What the name of a chain is completed to. */
async function complete(verb: string, begun: string, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const { stdout } = await host.infra(['complete', '--', 'chains', verb, begun], { env });
  return stdout
    .trimEnd()
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t')[0] ?? '');
}

test('a chain is saved, listed, shown, completed, put on a schedule, and deleted', async () => {
  const { data: saved } = await host.artifact('chains save', ['nightly', 'nightly.yaml']);
  expect(saved).toMatchObject({ name: 'nightly', created: true, steps: 2 });
  const { data: listed } = await host.artifact('chains list');
  expect(listed.chains.map(({ name, origin, steps }) => [name, origin, steps])).toEqual([
    ['generate', 'predefined', 2],
    ['nightly', 'saved', 2],
  ]);
  expect([await complete('run', ''), await complete('delete', '')]).toEqual([
    ['generate', 'nightly'],
    ['nightly'],
  ]);
  // What extensions bring needs no database.
  const away = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  expect(await complete('show', '', away)).toEqual(['generate']);
  const times = [
    'nightly',
    '0 0 2 * * *',
    '--time-zone',
    'Europe/Berlin',
    '-p',
    'depth=7',
    '--subject',
    'shelf',
  ];
  await host.artifact('chains schedule', times);
  expect((await host.artifact('chains show', ['nightly'])).data).toMatchObject({
    valid: true,
    schedule: '0 0 2 * * *',
    schedule_human: 'At 02:00 AM',
    schedule_parameters: { depth: 7 },
    schedule_subject: 'shelf',
    next_runs: expect.arrayContaining([expect.any(String)]),
    steps: [{ weight: 40 }, { name: 'Build the index', weight: null }],
  });
  const { data: next } = await host.artifact('jobs next', ['run_chain', '-n', '2']);
  expect(next.occurrences.map(({ schedule_name: name }) => name)).toEqual(['nightly', 'nightly']);
  const { data: job } = await host.artifact('jobs show', ['run_chain']);
  expect(job.schedules).toMatchObject([{ name: 'nightly', time_zone: 'Europe/Berlin', enabled: true }]);
  const refused = await host.failure(['chains', 'delete', 'nightly']);
  expect(refused).toMatchObject({ code: 'confirmation_required', exitCode: 2 });
  await host.artifact('chains delete', ['nightly', '--yes']);
  expect((await host.failure(['chains', 'delete', 'generate', '--yes'])).code).toBe('invalid_value');
  const audit = await host.artifact('audit');
  expect(audit.data.events.map(({ action }) => action)).toEqual([
    'chain_deleted',
    'chain_unscheduled',
    'chain_scheduled',
    'chain_saved',
  ]);
});

describe('a run of a chain', () => {
  test('is a combined run that any worker takes; what failed goes on after the steps that are done', async () => {
    const worker = host.start(['work', '--json']);
    try {
      await printed(worker.stdout, /"event":"runtime_started"/);
      const done = await host.infra(['chains', 'run', 'generate', '-p', 'source=posts', '--wait']);
      expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\n$/) });
      const { data } = await host.artifact('runs status', [done.stdout.trim()]);
      const { runs } = (await host.artifact('runs list', ['--job', 'run_chain'])).data;
      expect(runs).toMatchObject([{ id: done.stdout.trim(), job_name: 'run_chain', name: 'generate' }]);
      expect(data).toMatchObject({ job_name: 'run_chain', status: 'completed', phases: { length: 2 } });

      const words = ['chains', 'run', 'generate', '-p', 'source=broken', '--subject', 'shelf'];
      const failed = await host.infra([...words, '--wait']);
      expect(failed.code).toBe(1);
      const kept = await host.artifact('checkpoints list');
      expect(kept.data.checkpoints).toMatchObject([
        { job_name: 'run_chain', phases_completed: 1, phases: 2 },
      ]);
      const again = await host.infra([...words, '--resume', '--wait']);
      const { data: resumed } = await host.artifact('runs status', [again.stdout.trim()]);
      expect(resumed.result?.['output']).toMatchObject({ resumed: true, phases_skipped: 1 });
    } finally {
      worker.kill('SIGTERM');
      await ended(worker);
    }
  });

  test('is refused with everything that is wrong, and nothing is stored', async () => {
    const before = (await host.artifact('runs list')).data.total;
    const error = await host.failure(['chains', 'run', 'generate', '-p', 'sorce=posts']);
    expect(error).toMatchObject({ code: 'chain_invalid', exitCode: 2 });
    expect(error.message).toContain("no step takes a parameter 'sorce': did you mean 'source'?");
    expect((await host.artifact('runs list')).data.total).toBe(before);
  });
});
