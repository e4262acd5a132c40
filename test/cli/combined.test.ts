import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryCode, extensionFiles } from '../registry/host-fixture.js';
import { InfraHost } from './infra-host.js';

const jobs = `
  const parameters = z.strictObject({ source: z.string(), broken: z.boolean().default(false) });
  class Clear { async execute() { return JobResult.success().withMessage('cleared').withStats(3, 0); } }
  Job({ name: 'clear_index', parameters })(Clear);
  class Index {
    async execute() {
      const { existsSync } = await import('node:fs');
      return existsSync('paper') ? JobResult.success().withStats(5, 1) : JobResult.failure('out of paper');
    }
  }
  Job({ name: 'index_online', parameters })(Index);
  class Reindex {}
  CombinedJob({
    name: 'reindex_online',
    parameters: z.strictObject({ source: z.string() }),
    phases: [
      { name: 'Clear', job: 'clear_index', weight: 10, parameters: ({ source }) => ({ source }) },
      { name: 'Index', job: 'index_online', weight: 90, parameters: ({ source }) => ({ source }) },
    ],
  })(Reindex);
`;

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make({
    'infra.config.json': JSON.stringify({ extensions: ['./sources'] }),
    ...extensionFiles('sources', {
      'entry.js': entryCode("{ name: 'sources', jobs: [Clear, Index, Reindex] }", jobs),
    }),
  });
});
afterAll(() => host.remove());

test('a combined job that fails is resumed after the phases that were done', async () => {
  const { data: failed, code } = await host.artifact('jobs run', ['reindex_online', '-p', 'source=posts']);
  expect(code).toBe(1);
  const [run] = failed.jobs_run;
  expect(run).toMatchObject({ status: 'failed', error_code: 'phase_failed' });
  const id = run?.run_id ?? '';

  const { data: status } = await host.artifact('runs status', [id]);
  expect(status.phases).toMatchObject([
    { index: 0, name: 'Clear', job_name: 'clear_index', weight: 10, status: 'completed' },
    { index: 1, name: 'Index', job_name: 'index_online', weight: 90, status: 'failed' },
  ]);
  expect(status.progress).toMatchObject({ completed: 10, percent: 10, message: 'Index' });
  expect((await host.infra(['runs', 'status', id])).stdout).toMatch(/Phases \(1\/2\)/);

  const { data: kept } = await host.artifact('checkpoints list');
  expect(kept.checkpoints).toMatchObject([
    {
      job_name: 'reindex_online',
      run_id: id,
      status: 'failed',
      phases_completed: 1,
      phases: 2,
      subject: null,
    },
  ]);
  expect(kept.checkpoints[0]?.error).toMatch(/out of paper/);

  const { data: again } = await host.artifact('runs retry', [id, '--resume']);
  const worker = host.start(['work'], { cwd: host.directory });
  await writeFile(join(host.directory, 'paper'), '');
  expect((await host.infra(['runs', 'wait', again.run_id, '--timeout', '100s'])).code).toBe(0);
  worker.kill();
  const { data: ended } = await host.artifact('runs status', [again.run_id]);
  expect(ended.result?.output).toMatchObject({ success: true, resumed: true, phases_skipped: 1 });
  expect((await host.artifact('checkpoints list')).data.total).toBe(0);
});

test('old checkpoints are cleaned, counted first on a dry run, and the deed is kept', async () => {
  await host.artifact('jobs run', ['reindex_online', '-p', 'source=posts'], {
    cwd: `${host.directory}/sources`,
  });
  const { data: dry } = await host.artifact('checkpoints clean', [
    '--max-age-days',
    '0.0000001',
    '--dry-run',
  ]);
  expect(dry).toMatchObject({ deleted: 1, dry_run: true });
  const { data: clean } = await host.artifact('checkpoints clean', ['--max-age-days', '0.0000001']);
  expect(clean).toMatchObject({ deleted: 1, dry_run: false });
  expect((await host.artifact('checkpoints list')).data.total).toBe(0);
  const { data: audit } = await host.artifact('audit');
  expect(audit.events.some(({ action }) => action === 'checkpoints_cleaned')).toBe(true);
});

test('what cannot be resumed is refused before anything is stored', async () => {
  const submit = ['runs', 'submit', 'clear_index', '-p', 'source=a', '--resume', '--subject', 'a'];
  expect(await host.failure(submit)).toMatchObject({ code: 'invalid_value', exitCode: 2 });
  const without = ['runs', 'submit', 'reindex_online', '-p', 'source=a', '--resume'];
  expect(await host.failure(without)).toMatchObject({ code: 'invalid_value', exitCode: 2 });
  expect(await host.failure(['checkpoints', 'clean', '--max-age-days', '0'])).toMatchObject({ exitCode: 2 });
});
