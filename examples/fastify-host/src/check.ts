// Starts the application as its operator would, on a database of its own, visits it over HTTP, and fails when something
// is not as the docs say.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Host, openHost, operations } from '@infra/core';
import { secretIn, sessionName } from './session.js';

delete process.env['DATABASE_URL'];
const host = await openHost({ cwd: import.meta.dirname });
const home = await mkdtemp(join(tmpdir(), 'infra-example-'));
// The database server of root runs as another account, which has to get through.
await chmod(home, 0o711);
process.env['INFRA_HOME'] = home;

const application = spawn(process.execPath, [join(import.meta.dirname, 'main.js')], {
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const exited = once(application, 'exit');
const messages: string[] = [];

try {
  const url = await listening();
  const reader = await visitor(url);
  const prober = await visitor(url);

  assert.equal(await reader.get('/articles/queues'), 200);
  assert.equal(await reader.get('/articles/clocks'), 200);
  for (let guess = 0; guess < 30; guess++) assert.equal(await prober.get(`/admin/${guess}.php`), 404);
  await recorded(host, 34);
  assert.deepEqual(await sessions(host), [reader.session, prober.session].sort());

  const jobs = await call<{ jobs: { name: string; enabled: boolean }[] }>(url, 'GET', '/operators/jobs');
  assert.ok(jobs.body.jobs.some(({ name, enabled }) => name === 'behavioral_analysis' && enabled));

  const analysis = await run(url, 'behavioral_analysis', {});
  assert.equal(analysis.message, 'Flagged 1 of 2 session(s)');
  assert.deepEqual(
    (analysis.output as { abnormal: { session_id: string }[] }).abnormal.map(({ session_id }) => session_id),
    [prober.session],
  );

  await letPass(host, reader.session, '3 hours');
  const dryRun = await run(url, 'cleanup_inactive_sessions', { dry_run: true });
  assert.equal(dryRun.message, 'Would clean up 1 inactive session(s) (dry run)');
  const cleaning = await run(url, 'cleanup_inactive_sessions', {});
  assert.deepEqual(cleaning.output, { sessions_cleaned: 1, hours_threshold: 2, dry_run: false });
  assert.deepEqual(await sessions(host), [prober.session]);

  const refused = await call<{ error: string }>(
    url,
    'POST',
    '/operators/jobs/cleanup_inactive_sessions/run',
    {
      hours: -1,
    },
  );
  assert.deepEqual([refused.status, refused.body.error], [400, 'invalid_parameters']);

  const history = await call<History>(url, 'GET', '/operators/history?status=success');
  const ran = history.body.entries
    .filter(({ trigger }) => trigger === 'manual')
    .map(({ job_name }) => job_name);
  assert.deepEqual(ran, ['cleanup_inactive_sessions', 'cleanup_inactive_sessions', 'behavioral_analysis']);

  application.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null], 'SIGTERM ends the application with exit code 0');
  assert.equal(messages.at(-1), 'stopped', 'the runtime drained last');
  console.log('fastify-host: recorded sessions, flagged one, cleaned one up, kept the history and drained');
} finally {
  if (application.exitCode === null && application.kill('SIGKILL')) await exited;
  await host.close();
  await (await operations.stopDatabase()).stopDatabase(host);
  await rm(home, { recursive: true, force: true });
}

interface History {
  readonly entries: readonly { readonly job_name: string; readonly trigger: string }[];
}

interface JobResults {
  readonly jobs_run: readonly [{ readonly result: { readonly message: string; readonly output: unknown } }];
}

/** The address that the application says it listens on. */
function listening(): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(application.stdout).on('line', (line) => {
      const { msg } = JSON.parse(line) as { msg: string };
      messages.push(msg);
      if (msg.startsWith('Server listening at ')) resolve(msg.slice('Server listening at '.length));
    });
    application.once('exit', (code) => reject(new Error(`it ended with ${code}: ${messages.join('\n')}`)));
  });
}

/** Somebody with a cookie, who has opened the front page. */
async function visitor(url: string) {
  const first = await fetch(url);
  const secret = secretIn(first.headers.get('set-cookie') ?? '');
  assert.ok(secret, 'the first answer sets a cookie');
  const get = async (path: string) => {
    const response = await fetch(url + path, { headers: { cookie: `visitor=${secret}` } });
    await response.arrayBuffer();
    return response.status;
  };
  return { session: sessionName(secret), get };
}

async function call<Body>(url: string, method: string, path: string, body?: object) {
  const response = await fetch(url + path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

async function run(url: string, job: string, parameters: object) {
  const { status, body } = await call<JobResults>(url, 'POST', `/operators/jobs/${job}/run`, parameters);
  assert.equal(status, 200, JSON.stringify(body));
  return body.jobs_run[0].result;
}

async function sessions(host: Host): Promise<string[]> {
  const database = await host.database();
  const rows = await database.query<{ id: string }>({
    name: 'check_sessions',
    text: 'select id from maintenance_sessions order by id',
  });
  return rows.map(({ id }) => id);
}

/** Makes a session look as if all of it had been so much earlier. */
async function letPass(host: Host, session: string, time: string): Promise<void> {
  const database = await host.database();
  const earlier = 'started_at = started_at - $2::interval, last_seen_at = last_seen_at - $2::interval';
  const text = `update maintenance_sessions set ${earlier} where id = $1`;
  await database.query({ name: 'check_let_pass', text }, [session, time]);
}

/** Waits until the recorder, which writes in batches, has written so many requests. */
async function recorded(host: Host, requests: number): Promise<void> {
  const database = await host.database();
  const end = Date.now() + 10_000;
  for (;;) {
    const [row] = await database.query<{ count: number }>({
      name: 'check_requests',
      text: 'select count(*)::int as count from maintenance_requests',
    });
    if (row?.count === requests) return;
    assert.ok(Date.now() < end, `${row?.count} of ${requests} requests recorded after ten seconds`);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}
