import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ended, InfraHost, printed, unscheduled } from './infra-host.js';

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make(unscheduled);
  await host.infra(['db', 'migrate']);
});

afterAll(() => host.remove());

async function submitted(...words: string[]): Promise<string> {
  const { data } = await host.artifact('runs submit', words);
  return data.run_id;
}

describe('infra runs submit', () => {
  test('enqueues, executes nothing, and says when nobody is there to execute it', async () => {
    const { data, artifact_type, code, stderr } = await host.artifact('runs submit', [
      'greet',
      '-p',
      'name=you',
      '--priority',
      '-5',
      '--delay',
      '1h',
      '--queue',
      'mail',
      '--client',
      'acme',
      '--context',
      '{"ticket": 7}',
      '--subject',
      'you',
      '--notify',
      'https://example.org/hook',
    ]);
    expect([artifact_type, code]).toEqual(['text', 0]);
    expect(data).toEqual({ run_id: expect.stringMatching(/^\d+$/), status: 'queued', created: true });
    expect(stderr).toContain("no live worker has greet and serves the queue 'mail'");
    const run = (await host.artifact('runs status', [data.run_id])).data;
    expect(run).toMatchObject({ status: 'queued', subject: 'you', client_id: 'acme', started_at: null });
  });

  test('prints the id alone on a pipe', async () => {
    const { stdout, code } = await host.infra(['runs', 'submit', 'tidy']);
    expect([stdout.trim(), code]).toEqual([expect.stringMatching(/^\d+$/), 0]);
  });

  test('names the run that exists for the same key', async () => {
    const first = await submitted('tidy', '--key', 'once');
    const { data, code } = await host.artifact('runs submit', ['tidy', '--key', 'once']);
    expect([data, code]).toEqual([{ run_id: first, status: 'queued', created: false }, 0]);
  });

  test('refuses a busy subject and names the run that holds it', async () => {
    const holder = await submitted('tidy', '--subject', 'article 12');
    const error = await host.failure(['runs', 'submit', 'romeo', '--subject', 'article 12']);
    expect(error).toMatchObject({ code: 'subject_busy', exitCode: 1 });
    expect(error.message).toContain(`run ${holder} of tidy`);
  });

  test('runs a disabled job all the same, and says so', async () => {
    await host.infra(['jobs', 'disable', 'juliet']);
    const { code, stderr } = await host.artifact('runs submit', ['juliet']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('juliet is disabled')]);
  });

  test('refuses what is not valid before anything is touched', async () => {
    const refused: [words: string[], code: string, message: string][] = [
      [['gret'], 'job_not_found', "did you mean 'greet'?"],
      [['greet', '-p', 'nam=x'], 'invalid_parameters', 'nam'],
      [['greet', '--params', '{"name": "x", "times": 0}'], 'invalid_parameters', 'times'],
      [['tidy', '--delay', '1h', '--at', '2999-01-01'], 'invalid_value', 'exclude each other'],
      [['tidy', '--at', '2001-01-01'], 'invalid_value', 'still to come'],
      [['tidy', '--priority', '1001'], 'invalid_value', '-1000 to 1000'],
      [['tidy', '--context', '[1]'], 'invalid_value', 'JSON object'],
      [['tidy', '--key', 'k'.repeat(256)], 'invalid_value', '255'],
      [['tidy', '--notify-command', '[]'], 'invalid_value', 'JSON such as'],
    ];
    const before = (await host.artifact('runs list', ['-l', '1000'])).data.total;
    const errors = await Promise.all(refused.map(([words]) => host.failure(['runs', 'submit', ...words])));
    for (const [at, [, code, message]] of refused.entries())
      expect(errors[at]).toMatchObject({ code, exitCode: 2, message: expect.stringContaining(message) });
    expect((await host.artifact('runs list', ['-l', '1000'])).data.total).toBe(before);
  });
});

describe('with a worker', () => {
  let worker: ReturnType<InfraHost['start']>;

  beforeAll(async () => {
    worker = host.start(['work']);
    await printed(worker.stdout, /worker \d+ started/);
  });

  afterAll(async () => {
    worker.kill('SIGKILL');
    await ended(worker);
  });

  test('submit --wait returns the final status and exits like it', async () => {
    const words = ['runs', 'submit', 'greet', '-p', 'name=you', '--wait', '--json'];
    const done = await host.infra(words, { spawned: true });
    const lines = done.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { run_id: expect.any(String), status: 'queued', created: true },
      { data: { status: 'completed', created: true }, artifact_type: 'text' },
    ]);
    expect(done.code).toBe(0);
    expect(await host.infra(['runs', 'submit', 'broken', '--wait'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^\d+\n$/),
    });
  });

  test('wait exits with 0, 1 or 124, as the runs end', async () => {
    const [good, bad, slow] = [await submitted('tidy'), await submitted('broken'), await submitted('slow')];
    expect(await host.infra(['runs', 'wait', good])).toMatchObject({ code: 0 });
    const both = await host.infra(['runs', 'wait', good, bad, '--json'], { spawned: true });
    expect(JSON.parse(both.stdout.trim().split('\n').at(-1)!).data).toEqual({
      runs: [
        { id: good, status: 'completed' },
        { id: bad, status: 'failed' },
      ],
      timed_out: false,
    });
    expect(both.code).toBe(1);
    const late = await host.infra(['runs', 'wait', good, slow, '--timeout', '300ms', '--json']);
    expect(JSON.parse(late.stdout.trim().split('\n').at(-1)!).data).toMatchObject({
      runs: [{ id: good, status: 'completed' }, { id: slow }],
      timed_out: true,
    });
    expect(late.code).toBe(124);
  });

  test('retry makes a new run from a finished one and resolves its failure', async () => {
    const old = await submitted('broken', '--client', 'acme');
    await host.infra(['runs', 'wait', old]);
    const { data, code } = await host.artifact('runs retry', [old]);
    expect([data, code]).toMatchObject([{ status: 'queued', created: true, retry_of: old }, 0]);
    const run = (await host.artifact('runs status', [data.run_id])).data;
    expect(run).toMatchObject({ job_name: 'broken', client_id: 'acme', retry_of: old });
    expect((await host.artifact('runs status', [old])).data).toMatchObject({ retried_as: data.run_id });
    const slow = await submitted('slow');
    expect(await host.failure(['runs', 'retry', slow])).toMatchObject({
      code: 'operation_failed',
      exitCode: 1,
    });
  });

  test('Ctrl-C ends the wait and not the run, and says how to get back', async () => {
    const id = await submitted('slow');
    const waiting = host.start(['runs', 'wait', await submitted('tidy'), id, '--json']);
    await printed(waiting.stdout, /completed/);
    waiting.kill('SIGINT');
    const { code, stderr } = await ended(waiting);
    expect([code, stderr]).toEqual([130, expect.stringContaining(`infra runs wait `)]);
    expect((await host.artifact('runs status', [id])).data.status).toBe('running');
  });
});

test('waiting for a run that does not exist is a mistake', async () => {
  expect(await host.failure(['runs', 'wait', '999999'])).toMatchObject({
    code: 'run_not_found',
    exitCode: 2,
  });
  expect(await host.failure(['runs', 'wait', 'abc'])).toMatchObject({ exitCode: 2 });
  expect(await host.failure(['runs', 'wait', '1', '--timeout', 'soon'])).toMatchObject({
    code: 'invalid_value',
  });
});
