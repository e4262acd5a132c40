import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InfraHost } from './infra-host.js';

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make();
  await host.infra(['db', 'migrate']);
  await host.infra(['jobs', 'run', 'tidy', 'broken', '--sequential']);
});

afterAll(() => host.remove());

describe('infra runs list', () => {
  test('prints runs newest first, with the words of document 000', async () => {
    const { data, artifact_type, title, code } = await host.artifact('runs list');
    expect([artifact_type, title, code]).toEqual(['table', 'Runs', 0]);
    expect(data).toMatchObject({
      runs: [
        { id: '2', job_name: 'broken', status: 'failed', error: 'the pipe \u001b[31mburst' },
        { id: '1', job_name: 'tidy', status: 'completed', subject: null, client_id: null, error: null },
      ],
      total: 2,
      has_more: false,
    });
    const ids = async (...words: string[]) =>
      (await host.artifact('runs list', words)).data.runs.map((run) => run.id);
    expect(await ids('failed')).toEqual(['2']);
    expect(await ids('done')).toEqual(['1']);
    expect(await ids('approved')).toEqual([]);
    expect(await ids('--status', 'success', '--job', 'tidy', '--since', '1h')).toEqual(['1']);
  });

  test('says when there is more', async () => {
    const { data } = await host.artifact('runs list', ['-l', '1']);
    expect(data).toMatchObject({ runs: [{ id: '2' }], total: 1, has_more: true });
    const rest = await host.artifact('runs list', ['-l', '1', '--offset', '1']);
    expect(rest.data).toMatchObject({ runs: [{ id: '1' }], total: 1, has_more: false });
    expect((await host.infra(['runs', 'list', '-l', '1'])).stdout).toContain(
      '1 run, and there are older ones',
    );
  });

  test.each([
    [['faild'], 'invalid_value', "did you mean 'failed'?"],
    [['--status', 'runing'], 'invalid_value', "did you mean 'running'?"],
    [['failed', '--status', 'failed'], 'usage', 'exclude each other'],
    [['--job', 'tiddy'], 'job_not_found', "did you mean 'tidy'?"],
    [['-l', '0'], 'invalid_value', '--limit'],
  ])('refuses %j', async (words, code, message) => {
    const error = await host.failure(['runs', 'list', ...words]);
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toContain(message);
  });
});
