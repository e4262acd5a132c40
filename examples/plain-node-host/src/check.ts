// Starts the server as its operator would, on a database of its own, and fails when something is not as the docs say.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openHost, operations } from '@infra/core';

delete process.env['DATABASE_URL'];
const host = await openHost({ cwd: import.meta.dirname });
const home = await mkdtemp(join(tmpdir(), 'infra-example-'));
// The database server of root runs as another account, which has to get through.
await chmod(home, 0o711);
process.env['INFRA_HOME'] = home;

const program = join(import.meta.dirname, 'main.js');
const server = spawn(process.execPath, [program], {
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const exited = once(server, 'exit');
const lines: string[] = [];

try {
  const url = await listening();

  const jobs = await call<{ jobs: { name: string }[] }>('GET', '/jobs');
  assert.deepEqual(
    jobs.body.jobs.map(({ name }) => name),
    ['check_disk_space'],
  );

  const submitted = await call<{ run_id: string }>('POST', '/jobs/check_disk_space', { path: '/' });
  assert.equal(submitted.status, 202);
  const run = await until(
    () => call<Run>('GET', `/runs/${submitted.body.run_id}`),
    ({ body }) => body.finishedAt !== null,
  );
  assert.equal(run.body.status, 'completed');
  assert.equal(run.body.trigger, 'api');

  assert.equal((await call('POST', '/jobs/chek_disk_space', {})).status, 404);
  assert.equal((await call('POST', '/jobs/check_disk_space', { minimum_free_percent: 101 })).status, 422);
  assert.equal((await call('GET', '/runs/999999')).status, 404);

  const history = await until(
    () => call<{ entries: { trigger: string; status: string }[] }>('GET', '/history'),
    ({ body }) => body.entries.some(({ trigger, status }) => trigger === 'schedule' && status === 'success'),
  );
  assert.ok(history.body.entries.some(({ trigger }) => trigger === 'api'));

  server.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null], 'SIGTERM ends the server with exit code 0');
  assert.ok(lines.includes('info stopped'), 'the runtime said that it has stopped');
  console.log('plain-node-host: served, ran by API and by schedule, refused nonsense and drained');

  async function call<Body>(method: string, path: string, body?: unknown): Promise<Reply<Body>> {
    const response = await fetch(url + path, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }
} finally {
  if (server.exitCode === null && server.kill('SIGKILL')) await exited;
  await (await operations.stopDatabase()).stopDatabase(host);
  await rm(home, { recursive: true, force: true });
}

interface Run {
  readonly status: string;
  readonly trigger: string;
  readonly finishedAt: string | null;
}

interface Reply<Body> {
  readonly status: number;
  readonly body: Body;
}

/** The address that the server says it listens on. */
function listening(): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(server.stdout).on('line', (line) => {
      lines.push(line);
      if (line.startsWith('listening on ')) resolve(line.slice('listening on '.length));
    });
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${lines.join('\n')}`)));
  });
}

/** Asks again until the answer fits; gives up after ten seconds. */
async function until<Answer>(ask: () => Promise<Answer>, fits: (answer: Answer) => boolean): Promise<Answer> {
  const end = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    assert.ok(Date.now() < end, `still not so after ten seconds: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}
