import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Ended } from './infra-host.js';
import { runHere } from './run-here.js';

// The document on detached jobs, line by line as it is written and in its order, with `infra exec` for `job run`,
// `infra runs` for `job` and `infra status` for `job status`: in a project without a configuration, with programs of the
// names that it calls. What the commands do beyond it is in shell-runs.test.ts.

const program = fileURLToPath(new URL('../../packages/cli/bin/infra.js', import.meta.url));

/** What the document's commands call. `deploy.sh` goes on until it is ended. */
const programs = {
  pytest: 'echo "pytest $*: 3 passed"',
  make: 'echo "made $*"',
  npm: 'echo "npm $*"; [ "$*" != "run lint" ] || [ ! -e dirty ]',
  'deploy.sh': 'echo deploying; while [ ! -e deployed ]; do sleep 0.05; done; echo deployed',
  infra: `exec '${process.execPath}' '${program}' "$@"`,
};

let folder: string;
let project: string;
let env: Record<string, string | undefined>;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'infra-004-')));
  // Root's server runs as another account.
  chmodSync(folder, 0o755);
  project = join(folder, 'project');
  const bin = join(folder, 'bin');
  for (const directory of [project, bin]) mkdirSync(directory);
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const git = ['-c', 'user.name=ann', '-c', 'user.email=ann@example.org'];
  execFileSync('git', ['init', '--quiet'], { cwd: project });
  execFileSync('git', [...git, 'commit', '--quiet', '--allow-empty', '-m', 'begun'], { cwd: project });
  env = {
    INFRA_HOME: join(folder, 'home'),
    DATABASE_URL: undefined,
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
  };
});

afterAll(async () => {
  const files = join(folder, 'home', 'shell');
  await vi.waitUntil(() => !readdirSync(files).some((name) => /^clerk$|\.(run|exit)$/.test(name)), 60_000);
  await typed('infra db stop');
  rmSync(folder, { recursive: true, force: true });
});

/** Calls `infra` with the words that bash makes of a line. */
async function typed(line: string): Promise<Ended> {
  const script = `infra() { printf '%s\\0' "$@"; }; ${line}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: project });
  return runHere(stdout.split('\0').slice(0, -1), { stdin: '', cwd: project, env });
}

/** Has bash run a line that calls `infra` more than once. */
async function bash(line: string): Promise<Ended> {
  const { NODE_OPTIONS: _, ...rest } = process.env;
  const options = { cwd: project, env: { ...rest, ...env } };
  return promisify(execFile)('bash', ['-c', line], options).then(
    (ended) => ({ ...ended, code: 0 }),
    (error: unknown) => error as Ended,
  );
}

/** The id that a line prints at once, alone. */
async function started(line: string): Promise<string> {
  const { code, stdout, stderr } = await typed(line);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^s\d+\n$/);
  return stdout.trim();
}

async function jsonOf(line: string): Promise<Record<string, unknown>> {
  const { stdout } = await typed(`${line} --json`);
  return (JSON.parse(stdout) as { data: Record<string, unknown> }).data;
}

const logOf = async (id: string) => (await typed(`infra runs logs ${id}`)).stdout;

test('starting jobs', async () => {
  const basic = await started('infra exec "pytest tests/"');
  const build = await started('infra exec "make build" --name build');
  const timed = await started('infra exec "npm test" --timeout 30m');
  const deploy = await started(`infra exec "deploy.sh" --context '{"pr": 123, "env": "staging"}'`);
  const line = 'infra exec "pytest" --key "test-$(git rev-parse HEAD)"';
  const keyed = await started(line);
  expect(await started(line)).toBe(keyed);
  expect(await typed('infra exec "pytest" --wait')).toEqual({
    code: 0,
    stdout: 'pytest : 3 passed\n',
    stderr: '',
  });

  expect((await typed(`infra runs wait ${basic} ${build} ${timed} ${keyed}`)).code).toBe(0);
  expect(await logOf(basic)).toBe('pytest tests/: 3 passed\n');
  expect(await jsonOf(`infra runs status ${deploy}`)).toMatchObject({
    status: 'running',
    context: { pr: 123, env: 'staging' },
  });
  expect(await jsonOf(`infra runs status ${timed}`)).toMatchObject({ shell: { timeout_ms: 1_800_000 } });
});

test('listing jobs', async () => {
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  await started(`infra exec "make other" --cwd ${elsewhere}`);
  const list = (await typed('infra runs list')).stdout;
  expect(list).toContain('deploy.sh');
  expect(list).not.toContain('make other');
  expect((await typed('infra runs list --all')).stdout).toContain('make other');
  const running = (await typed('infra runs list --status running')).stdout;
  expect(running).toContain('deploy.sh');
  expect(running).not.toContain('pytest');
  const broken = await started('infra exec "false"');
  expect((await typed(`infra runs wait ${broken}`)).code).toBe(1);
  const failed = await typed('infra runs list --status failed --json');
  expect(JSON.parse(failed.stdout)).toMatchObject({ data: { runs: [{ id: broken }], total: 1 } });
  expect(await jsonOf('infra runs list')).toMatchObject({ total: 7 });
});

test('checking status', async () => {
  const [system, details, named] = [
    await typed('infra status'),
    await typed('infra runs status s1'),
    await typed('infra runs status build  # by name if unique'),
  ];
  expect([system.code, details.code, named.code]).toEqual([0, 0, 0]);
  expect(system.stdout).toContain('deploy.sh');
  expect(details.stdout).toMatch(/^Run: s1\n.*Command +pytest tests\/\n/s);
  expect(named.stdout).toMatch(/^Run: s2\n.*Name +build\n.*Command +make build\n/s);
  expect(await jsonOf('infra runs status s1')).toMatchObject({ id: 's1', status: 'completed' });
});

test('viewing logs', async () => {
  const long = await started('infra exec "seq 1000"');
  await typed(`infra runs wait ${long}`);
  const lines = (from: number) => Array.from({ length: 1_001 - from }, (_, at) => `${from + at}\n`).join('');
  expect(await logOf(long)).toBe(lines(1));
  expect((await typed(`infra runs logs ${long} --tail`)).stdout).toBe(lines(951));
  expect((await typed(`infra runs logs ${long} --tail 100`)).stdout).toBe(lines(901));
  const [{ id }] = (await jsonOf('infra runs list --status running'))['runs'] as [{ id: string }];
  const follow = typed(`infra runs logs ${id} --follow`);
  writeFileSync(join(project, 'deployed'), '');
  expect(await follow).toEqual({ code: 0, stdout: 'deploying\ndeployed\n', stderr: '' });
  rmSync(join(project, 'deployed'));
});

test('stopping jobs and waiting for completion', async () => {
  for (const flag of ['', ' --force']) {
    const id = await started('infra exec "deploy.sh"');
    expect((await typed(`infra runs wait ${id} --timeout 50ms`)).code).toBe(124);
    expect(await typed(`infra runs stop ${id}${flag}`)).toMatchObject({ code: 0 });
    expect(await jsonOf(`infra runs status ${id}`)).toMatchObject({ status: 'cancelled' });
    expect((await typed(`infra runs wait ${id}`)).code).toBe(1);
  }
  const done = await started('infra exec "make build"');
  expect((await typed(`infra runs wait ${done}`)).code).toBe(0);
  expect((await typed(`infra runs wait ${done} --timeout 5m`)).code).toBe(0);
});

test('patterns: forget, in parallel, wait for several, look after a break, retry', async () => {
  await started('infra exec "make build" --name build');
  const [tests, , types] = [
    await started('infra exec "npm test" --name tests'),
    await started('infra exec "npm run lint" --name lint'),
    await started('infra exec "npm run typecheck" --name types'),
  ];
  expect((await typed('infra runs list')).stdout).toContain('npm run typecheck');
  const together = 'infra runs wait tests && infra runs wait lint && infra runs wait types';
  expect(await bash(together)).toMatchObject({ code: 0 });
  expect((await typed(`infra runs logs ${tests} --tail`)).stdout).toBe('npm test\n');

  writeFileSync(join(project, 'dirty'), '');
  const failing = await started(
    'infra exec "npm run lint" --name lint --context \'{"try": 1}\' --timeout 1h',
  );
  const ended = await bash(together);
  expect(ended.code).toBe(1);
  expect(ended.stdout).not.toContain(types);
  rmSync(join(project, 'dirty'));
  const again = await started(`infra runs retry ${failing}`);
  expect(again).not.toBe(failing);
  expect((await typed(`infra runs wait ${again}`)).code).toBe(0);
  expect(await jsonOf(`infra runs status ${again}`)).toMatchObject({
    retry_of: failing,
    context: { try: 1 },
    shell: { command: 'npm run lint', name: 'lint', directory: project, timeout_ms: 3_600_000 },
  });
});

test('storage: everything is in one place of this user, and old runs go with their output', async () => {
  const home = join(folder, 'home');
  expect(existsSync(join(home, 'postgres'))).toBe(true);
  expect(statSync(join(home, 'shell')).mode & 0o777).toBe(0o700);
  const logs = () => readdirSync(join(home, 'shell')).filter((name) => name.endsWith('.log')).length;
  const deploy = await started('infra exec "deploy.sh"');
  await expect.poll(() => logOf(deploy)).toBe('deploying\n');
  const before = logs();
  expect((await typed('infra runs clean')).stdout).toContain('nothing to delete');
  expect((await typed('infra runs clean --older-than 1d')).stdout).toContain('nothing to delete');
  expect(logs()).toBe(before);
  expect((await typed('infra runs clean --all')).code).toBe(0);
  expect(await jsonOf('infra runs list')).toMatchObject({
    runs: [{ id: deploy, status: 'running' }],
    total: 1,
  });
  // That of the other project is left, too.
  expect(logs()).toBe(2);
  expect((await typed(`infra runs stop ${deploy} --force`)).code).toBe(0);
});
