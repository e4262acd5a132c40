import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '@infra/core/testing';
import { entryCode, extensionFiles } from '../registry/host-fixture.js';
import { ended, InfraHost, printed } from './infra-host.js';

let host: InfraHost;
let server: Server;
let calls: { method: string | undefined; url: string | undefined; body: string }[];
/** Whether the server takes calls and never answers them. */
let silent = false;
let base: string;
let working: ReturnType<InfraHost['start']> | null = null;

const chained = `
  const letter = z.object({ to: z.string(), password: z.string() });
  class First { async execute() { return JobResult.success(); } }
  Job({ name: 'first', description: 'Comes first' })(First);
  class Second { async execute() { return JobResult.success().withMessage('after the first'); } }
  Job({ name: 'second', description: 'Comes after', after: ['first'] })(Second);
  class Mail { async execute({ parameters: { to } }) { throw new Error('no such address: ' + to + ' 42'); } }
  Job({ name: 'mail', description: 'Sends a letter', parameters: letter })(Mail);
`;

beforeAll(async () => {
  calls = [];
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/s3cret`;
  const configuration = {
    extensions: ['./clockwork', './chained'],
    jobs: { tidy: { schedule: null }, broken: { schedule: null, alert: { after: 2, pause: true } } },
    alerts: { webhook: `${base}/alert`, pings: { first: `${base}/ping` } },
  };
  host = await InfraHost.make({
    'infra.config.json': JSON.stringify(configuration),
    ...extensionFiles('chained', {
      'entry.js': entryCode("{ name: 'chained', jobs: [First, Second, Mail] }", chained),
    }),
  });
  await host.infra(['db', 'migrate']);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  calls.push({ method: request.method, url: request.url, body: await text(request) });
  if (!silent) response.end();
}

afterEach(async () => {
  if (working === null) return;
  const end = ended(working);
  working.kill('SIGTERM');
  await end;
  working = null;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await host.remove();
});

async function work(): Promise<void> {
  working = host.start(['work', '--json']);
  await printed(working.stdout, /runtime_started/);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(condition, { interval: 50 }).toBe(true);
}

describe('infra failures', () => {
  test('lists what failed for good with masked parameters, by kind too', async () => {
    expect((await host.artifact('failures list')).data).toEqual({
      failures: [],
      groups: [],
      total: 0,
      has_more: false,
      unresolved: 0,
    });
    for (const to of ["'ann'", "'bob'"]) {
      await host.infra(['jobs', 'run', 'mail', '-p', `to=${to}`, '-p', 'password=hunter2']);
    }
    await host.infra(['jobs', 'run', 'broken']);
    const { data, artifact_type, title, code } = await host.artifact('failures list', ['-l', '2']);
    expect([artifact_type, title, code]).toEqual(['table', 'Failures', 0]);
    expect(data).toMatchObject({ total: 2, has_more: true, unresolved: 3 });
    const rest = await host.artifact('failures list', ['-l', '2', '--after', data.failures[1]!.id]);
    expect(rest.data).toMatchObject({
      total: 1,
      has_more: false,
      failures: [{ parameters: { to: "'ann'" } }],
    });
    expect(data.failures).toMatchObject([
      { job_name: 'broken', attempts: 1, resolved_at: null },
      {
        job_name: 'mail',
        parameters: { to: "'bob'", password: '***' },
        error: { code: 'job_threw', message: "no such address: 'bob' 42" },
      },
    ]);
    const grouped = await host.artifact('failures list', ['--grouped', '--job', 'mail']);
    expect(grouped.data).toMatchObject({ total: 1, unresolved: 2, groups: [{ count: 2, job_name: 'mail' }] });
    const kinds = async (...flags: string[]) =>
      (await host.artifact('failures list', ['--grouped', '-l', '1', ...flags])).data;
    const newest = await kinds();
    expect(newest).toMatchObject({ has_more: true, groups: [{ job_name: 'broken' }] });
    const older = await kinds('--after', newest.groups[0]!.latest.id);
    expect(older).toMatchObject({ has_more: false, groups: [{ job_name: 'mail', count: 2 }] });
    const kind = ['--fingerprint', grouped.data.groups[0]!.fingerprint];
    expect((await host.artifact('failures list', kind)).data).toMatchObject({ total: 2, unresolved: 2 });
    expect(
      (await host.artifact('failures delete', ['--all', '--yes', '--fingerprint', 'none'])).data.total,
    ).toBe(0);
    const { stdout } = await host.infra(['failures', 'list']);
    expect(stdout).toContain('3 shown, 3 unresolved');
    expect(stdout).not.toContain('hunter2');
  });

  test('resubmits one at once: a new run, linked both ways', async () => {
    const [failure] = (await host.artifact('failures list', ['--job', 'mail'])).data.failures;
    const { data, code } = await host.artifact('failures resubmit', [failure!.id]);
    expect(code).toBe(0);
    const [made] = data.resubmitted;
    expect(data).toEqual({
      resubmitted: [{ id: failure!.id, run_id: failure!.run_id, new_run_id: made!.new_run_id }],
      refused: [],
      total: 1,
    });
    const status = await host.artifact('runs status', [made!.new_run_id]);
    expect(status.data).toMatchObject({ status: 'queued', retry_of: failure!.run_id, job_name: 'mail' });
    const resolved = await host.artifact('failures list', ['--resolved']);
    expect(resolved.data.failures).toMatchObject([
      { id: failure!.id, resolution: 'resubmitted', resubmitted_as: made!.new_run_id },
    ]);
    const again = await host.artifact('failures resubmit', [failure!.id]);
    expect(again).toMatchObject({
      code: 1,
      data: { total: 0, refused: [{ id: failure!.id, reason: expect.stringContaining('no unresolved') }] },
    });
  });

  test('deletes many when told so, and nothing that it does not know', async () => {
    const ids = (await host.artifact('failures list')).data.failures.map(({ id }) => id);
    const unknown = await host.failure(['failures', 'delete', ids[0]!, '999999', '--yes']);
    expect(unknown).toMatchObject({ code: 'failure_not_found', exitCode: 2 });
    expect(await host.failure(['failures', 'delete', '--all'])).toMatchObject({
      code: 'confirmation_required',
      exitCode: 2,
    });
    expect((await host.artifact('failures list')).data.unresolved).toBe(2);
    const { data } = await host.artifact('failures delete', ['--all', '--yes']);
    expect(data).toEqual({ deleted: ids.toReversed(), refused: [], total: 2 });
    expect((await host.artifact('failures list')).data.unresolved).toBe(0);
  });
});

describe('a worker process', () => {
  test('submits what comes after a completed run, pings, and alerts: the job is paused until it is enabled', async () => {
    await work();
    await host.infra(['jobs', 'run', 'first']);
    await until(async () => {
      const { data } = await host.artifact('jobs history', ['--job', 'second', '--status', 'success']);
      return data.total === 1 && data.entries[0]?.trigger === 'chain';
    });
    await until(() => calls.some(({ method, url }) => method === 'GET' && url === '/s3cret/ping'));
    await host.infra(['jobs', 'run', 'broken']);
    await host.infra(['jobs', 'run', 'broken']);
    const alerts = () =>
      calls.filter(({ url, body }) => url === '/s3cret/alert' && body.includes('"job_name":"broken"'));
    await until(() => alerts().length > 0);
    expect(alerts().map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { kind: 'repeated_failures', error: { code: 'job_threw' } },
    ]);
    await until(async () => !(await host.artifact('jobs show', ['broken'])).data.enabled);
    expect((await host.artifact('jobs show', ['broken'])).data.reason).toContain('failures in a row');
    await host.infra(['jobs', 'enable', 'broken']);
    expect((await host.artifact('jobs show', ['broken'])).data.enabled).toBe(true);
  });

  test('that is killed while it tells something leaves that to the next one', async () => {
    const database = openTestDatabase(host.database.connection);
    const query = (name: string, sql: string) =>
      database.query<{ attempts: number; done: boolean }>({ name, text: sql });
    try {
      silent = true;
      await host.infra(['runs', 'submit', 'first', '--notify', `${base}/ended`]);
      const told = () => calls.filter(({ url }) => url === '/s3cret/ended').length;
      await work();
      await until(() => told() === 1);
      const end = ended(working!);
      working!.kill('SIGKILL');
      await end;
      silent = false;
      // Its lease is over.
      await query('expire', 'update notifications set available_at = infra_now() where delivered_at is null');
      await work();
      await until(() => told() === 2);
      const state = `select attempts, delivered_at is not null as done from notifications where kind = 'run_ended'`;
      await until(async () => (await query('state', state))[0]?.done === true);
      expect(await query('state', state)).toEqual([{ attempts: 2, done: true }]);
      const [body] = calls
        .filter(({ url }) => url === '/s3cret/ended')
        .map((call) => JSON.parse(call.body) as object);
      expect(body).toMatchObject({ kind: 'run_ended', job_name: 'first', status: 'completed' });
    } finally {
      silent = false;
      await database.close();
    }
  });

  test('shows no URL of the configuration', async () => {
    const { stdout } = await host.infra(['config', 'show', '--json']);
    expect(stdout).toContain('"webhook":"***"');
    expect(stdout).not.toContain('s3cret');
  });
});
