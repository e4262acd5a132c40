import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { operations } from '@infra/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryCode } from '../registry/host-fixture.js';
import { ended, InfraHost, printed } from './infra-host.js';

const { artifactSchemas } = await operations.artifactSchemas();

const jobs = `
  class Beat { async execute() { return JobResult.success().withMessage('beat'); } }
  Job({ name: 'beat', schedule: '* * * * * *' })(Beat);

  class Steady {
    async execute() {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return JobResult.success().withMessage('in its own time');
    }
  }
  Job({ name: 'steady', schedule: '* * * * * *' })(Steady);

  class Stubborn { execute() { return new Promise(() => setInterval(() => {}, 1000)); } }
  Job({ name: 'stubborn', schedule: '* * * * * *', enabled: false })(Stubborn);
`;

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make({
    'infra.config.json': '{ "extensions": ["./clockwork"] }',
    'clockwork/entry.js': entryCode("{ name: 'clockwork', jobs: [Beat, Steady, Stubborn] }", jobs),
  });
  await host.infra(['db', 'migrate']);
});

afterAll(() => host.remove());

describe('infra work', () => {
  test('serves schedules; SIGTERM lets running jobs finish, prints the artifact and exits with 0', async () => {
    const child = host.start(['work', '--json']);
    const end = ended(child);
    await printed(child.stdout, /"event":"run_started","text":"run \d+ steady/);
    child.kill('SIGTERM');
    const { code, stdout } = await end;
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const artifact = lines.at(-1);
    expect(artifactSchemas['work'].parse(artifact)).toEqual(artifact);
    expect(lines.some((line) => String(line['text']).includes('in its own time'))).toBe(true);
    const unfinished = await host.artifact('jobs history', ['--status', 'running']);
    expect(unfinished.data.total).toBe(0);
    const { data } = await host.artifact('jobs explain', ['beat', '--at', await latest('beat')]);
    expect(data.occurrences[0]).toMatchObject({ outcome: 'ran', run: { status: 'success' } });
  });

  test('infra serve is the same, with lines for people', async () => {
    const child = host.start(['serve', '--port', '0']);
    const end = ended(child);
    const told = printed(child.stderr, /log in with http:\/\/127\.0\.0\.1:\d+\/login#infra_\w+ /);
    await printed(child.stdout, /worker \d+ started with 4 job\(s\)/);
    const link = new URL(/http:\S+#\w+/.exec(await told)?.[0] ?? '');
    expect(await loggedIn(link)).toEqual([401, 200, 200]);
    expect(await loggedIn(link)).toEqual([401, 401, 401]);
    const { data } = await host.artifact('audit', ['--action', 'logged_in']);
    expect(data.events.map(({ actor }) => actor)).toEqual([userInfo().username]);
    child.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT\S+Z info {2}worker/);
    expect(stdout.trimEnd()).toMatch(/The worker has stopped.*$/);
  });

  test('a second signal stops it at once', async () => {
    await host.infra(['jobs', 'enable', 'stubborn']);
    const child = host.start(['work', '--json']);
    const end = ended(child);
    await printed(child.stdout, /"event":"run_started","text":"run \d+ stubborn/);
    child.kill('SIGTERM');
    await printed(child.stderr, /once more ends the program at once/);
    child.kill('SIGTERM');
    expect((await end).code).toBe(130);
    await host.infra(['jobs', 'disable', 'stubborn']);
  });

  test('a dashboard that all could enter is refused where others reach it', async () => {
    for (const flags of [['--host', '0.0.0.0'], ['--allowed-host', 'jobs.example.com'], ['--behind-proxy']])
      expect(await host.failure(['serve', '--no-login', ...flags])).toMatchObject({
        code: 'usage',
        exitCode: 2,
      });
  });

  test('a grace time that is none is refused', async () => {
    expect(await host.failure(['work', '--grace', 'long'])).toMatchObject({
      code: 'invalid_value',
      exitCode: 2,
    });
  });

  test('--watch starts again when a source changes, and ends with its child', async () => {
    const child = host.start(['work', '--watch', '--json']);
    const end = ended(child);
    await printed(child.stdout, /runtime_started/);
    const entry = join(host.directory, 'clockwork', 'entry.js');
    const restarted = printed(
      child.stdout,
      /"event":"runtime_stopped"[^]*"event":"runtime_started","text":"worker \d+ started with 3/,
    );
    await writeFile(entry, (await readFile(entry, 'utf8')).replace(', Steady', ''));
    await restarted;
    child.kill('SIGTERM');
    expect((await end).code).toBe(0);
  });
});

/** How the API answers before a login with this link, the login itself, and the API after it. */
async function loggedIn(link: URL): Promise<number[]> {
  const jobs = new URL('/api/jobs', link);
  const before = await fetch(jobs);
  const login = await fetch(new URL('/api/session', link), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link.hash.slice(1) }),
  });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const after = await fetch(jobs, { headers: { cookie } });
  return [before.status, login.status, after.status];
}

async function latest(job: string): Promise<string> {
  const { data } = await host.artifact('jobs history', ['--job', job, '--status', 'success', '-n', '1']);
  return data.entries[0]!.scheduled_for!;
}
