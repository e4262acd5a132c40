import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { followShellRuns } from '../../packages/core/dist/shell/follow-shell-runs.js';
import { InfraHost } from './infra-host.js';

const program = fileURLToPath(new URL('../../packages/cli/bin/infra.js', import.meta.url));

let host: InfraHost;
let home: string;
let project: string;

beforeAll(async () => {
  host = await InfraHost.make();
  await host.infra(['db', 'migrate']);
  home = mkdtempSync(join(tmpdir(), 'infra-shell-'));
  // Root's server runs as another account.
  chmodSync(home, 0o755);
  project = newDirectory('project');
});

afterAll(async () => {
  await untilRecorded();
  await infra('db', 'stop');
  await host.remove();
  rmSync(home, { recursive: true, force: true });
});

/** A supervisor whose command has just ended starts the server for its record, whoever stops it: this resolves when all have. */
async function untilRecorded(): Promise<void> {
  const isUnderWay = (name: string) => name === 'clerk' || name.endsWith('.run') || name.endsWith('.exit');
  await vi.waitUntil(() => !readdirSync(join(home, 'shell')).some(isUnderWay), 60_000);
}

function newDirectory(name: string): string {
  const directory = join(home, name);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Calls `infra` in the project, which has no configuration. */
const infra = (...words: string[]) => host.infra(words, options());

function options(cwd = project) {
  return { cwd, env: { INFRA_HOME: home, DATABASE_URL: undefined, SHELL_TEST_TOKEN: 'hidden' } };
}

async function exec(...words: string[]): Promise<string> {
  const { stdout, stderr, code } = await infra('exec', ...words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim();
}

async function detailsOf(id: string, cwd = project) {
  return (await host.artifact('runs status', [id], options(cwd))).data;
}

async function shellOf(id: string) {
  const { shell } = await detailsOf(id);
  if (shell === null) throw new Error(`${id} is no shell run`);
  return shell;
}

async function statusAfter(id: string): Promise<string> {
  await infra('runs', 'wait', id);
  return (await detailsOf(id)).status;
}

const logs = async (...words: string[]) => (await infra('runs', 'logs', ...words)).stdout;

/** Resolves when the run has printed this. */
async function untilPrinted(id: string, text: string): Promise<void> {
  await expect.poll(() => logs(id)).toContain(text);
}

/** Follows a run in this process, by a clock that does not wait; `told` is called with each answer of the database. */
async function followed(id: string, told: (answer: { asked: number; enough: () => void }) => void) {
  vi.stubEnv('INFRA_HOME', home);
  let passedMs = 0;
  const pass = async (milliseconds: number) => void (passedMs += milliseconds);
  const now = () => passedMs;
  const clock = { now, sleep: pass, sleepUntil: async (moment: number) => pass(moment - passedMs) };
  const statuses: string[] = [];
  const ended = new AbortController();
  const over = await followShellRuns({
    ids: [Number(id.slice(1))],
    stateDirectory: home,
    clock,
    signal: ended.signal,
    onRun: ({ run }) => told({ asked: statuses.push(run.status), enough: () => ended.abort() }),
  }).finally(() => vi.unstubAllEnvs());
  return { over, statuses, passedMs };
}

function isGone(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

describe('infra exec', () => {
  test('starts a command, returns, and keeps what it prints in the order in which it came', async () => {
    const id = await exec(
      'echo one; echo wrong > /dev/stderr; sleep 0.05; echo two; pwd',
      '--context',
      '{"pr": 1}',
    );
    expect(id).toMatch(/^s\d+$/);
    expect(await statusAfter(id)).toBe('completed');
    expect(await logs(id)).toBe(`one\nwrong\ntwo\n${project}\n`);
    expect(await logs(id, '--stderr')).toBe('wrong\n');
    expect(await logs(id, '--tail', '2')).toBe(`two\n${project}\n`);
    const run = await detailsOf(id);
    expect(run).toMatchObject({ job_name: 'shell_command', trigger: 'shell', context: { pr: 1 } });
    expect(run.shell).toMatchObject({ exit_code: 0, project, directory: project, arguments: null });
  });

  test('needs no shell for what stands behind --', async () => {
    const id = await exec('--', 'printf', '%s|', 'a b', '$HOME');
    expect(await statusAfter(id)).toBe('completed');
    expect(await logs(id)).toBe('a b|$HOME|');
  });

  test.each([
    ['exit 7', 7],
    ['kill -9 $$', 137],
    ['no_such_program', 127],
    ['true', 0],
  ])('--wait of `%s` exits with %i', async (command, code) => {
    expect(await infra('exec', command, '--wait')).toMatchObject({ code });
  });

  test('--wait shows each stream where it belongs, and nothing else', async () => {
    expect(await infra('exec', 'echo out; echo err >&2', '--wait')).toEqual({
      code: 0,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test('--wait says why a command ended that cannot say it itself', async () => {
    const missing = await infra('exec', '--wait', '--', 'no_such_program');
    expect(missing).toMatchObject({ code: 127, stdout: '' });
    expect(missing.stderr).toContain('it could not be started');
    const late = await infra('exec', 'echo begun; sleep 72', '--wait', '--timeout', '1s');
    expect(late).toMatchObject({ code: 124, stdout: 'begun\n' });
    expect(late.stderr).toContain('longer than its time limit of 1000 ms');
  });

  test('has the caller’s environment, and stores no secret of it', async () => {
    const id = await exec('echo "$SHELL_TEST_TOKEN $MORE"', '--env', 'MORE=more');
    expect(await statusAfter(id)).toBe('completed');
    expect(await logs(id)).toBe('hidden more\n');
    expect((await shellOf(id)).secrets_left_out).toContain('SHELL_TEST_TOKEN');
    const again = await infra('runs', 'retry', id);
    expect(await statusAfter(again.stdout.trim())).toBe('completed');
    expect(await logs(again.stdout.trim())).toBe('hidden more\n');
    const without = await host.infra(['runs', 'retry', id], {
      ...options(),
      env: { ...options().env, SHELL_TEST_TOKEN: undefined },
    });
    expect(without.stderr).toContain('SHELL_TEST_TOKEN');
  });

  test('gives one run to one key until that fails, and one unfinished run to one name', async () => {
    const id = await exec('exec sleep 60', '--key', 'k', '--name', 'long');
    expect(await exec('exec sleep 60', '--key', 'k')).toBe(id);
    expect(await host.failure(['exec', 'true', '--name', 'long'], options())).toMatchObject({
      code: 'subject_busy',
      exitCode: 1,
      message: expect.stringContaining(id),
    });
    expect(await detailsOf('long')).toMatchObject({ id });
    expect(await infra('runs', 'wait', 'long', '--timeout', '50ms')).toMatchObject({ code: 124 });
    await infra('runs', 'stop', 'long');
    const next = await exec('true', '--key', 'k', '--name', 'long');
    expect(next).not.toBe(id);
    expect(await detailsOf('long')).toMatchObject({ id: next });
  });

  test('ends a command whose time is over, with all that it started', async () => {
    const id = await exec('sleep 61 & sleep 62', '--timeout', '200ms');
    expect(await infra('runs', 'wait', id)).toMatchObject({ code: 1 });
    expect(await detailsOf(id)).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
  });

  test('keeps the order of a queue with a width and of what follows', async () => {
    expect(await infra('queues', 'set', 'narrow', '1')).toMatchObject({ code: 0 });
    const order = 'echo "$0" >> order';
    const first = await exec('--queue', 'narrow', '--', 'sh', '-c', `sleep 0.5; ${order}`, 'first');
    const second = await exec('--queue', 'narrow', '--', 'sh', '-c', order, 'second');
    const third = await exec('--after', second, '--', 'sh', '-c', order, 'third');
    expect((await detailsOf(third)).status).toBe('queued');
    await infra('runs', 'wait', first, second, third);
    expect(readFileSync(join(project, 'order'), 'utf8')).toBe('first\nsecond\nthird\n');
    const bad = await exec('sleep 0.5; exit 1');
    const never = await exec('touch never', '--after', bad);
    expect(await statusAfter(never)).toBe('cancelled');
    expect(existsSync(join(project, 'never'))).toBe(false);
  });

  test('has a queue of its own beside one of that name in a host, and says where it has no width', async () => {
    const inHost = { cwd: host.directory, env: { INFRA_HOME: home } };
    const widthOf = async (...words: string[]) => {
      const { data } = await host.artifact('queues list', words, inHost);
      return data.queues.find(({ name }) => name === 'own')?.width;
    };
    await host.artifact('queues set', ['own', '3'], inHost);
    expect([await widthOf(), await widthOf('--shell')]).toEqual([3, undefined]);
    const unbounded = await infra('exec', 'true', '--queue', 'own');
    expect(unbounded.stderr).toContain('`infra queues set own 1 --shell`');
    await host.artifact('queues set', ['own', '2', '--shell'], inHost);
    expect([await widthOf(), await widthOf('--shell')]).toEqual([3, 2]);
    const bounded = await infra('exec', 'true', '--queue', 'own');
    expect(bounded.stderr).toBe('');
    expect((await infra('runs', 'wait', unbounded.stdout.trim(), bounded.stdout.trim())).code).toBe(0);
  });

  test.runIf(process.platform === 'linux')('costs less than 50 MB while its command runs', async () => {
    const id = await exec('seq 200000; echo done; exec sleep 60');
    await untilPrinted(id, 'done');
    const { supervisor_pid: pid } = await shellOf(id);
    const [, kilobytes] = /^Rss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    expect(Number(kilobytes) * 1024).toBeLessThan(50e6);
    await infra('runs', 'stop', id, '--force');
  });

  test('refuses what is not valid before anything is touched', async () => {
    const { total: before } = (await host.artifact('runs list', ['-l', '1000'], options())).data;
    for (const words of [
      [''],
      ['two', 'words'],
      ['true', '--cwd', '/does/not/exist'],
      ['true', '--timeout', '0'],
      ['true', '--context', '{'],
      ['true', '--name', 's12'],
      ['true', '--name', 'failed'],
      ['true', '--env', 'x'],
      ['true', '--after', 's999999'],
    ])
      expect(await host.failure(['exec', ...words], options())).toMatchObject({ exitCode: 2 });
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `cd gone; rmdir ../gone; '${process.execPath}' '${program}' exec true`],
      {
        cwd: dirname(newDirectory('project/gone')),
        encoding: 'utf8',
      },
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining('the current directory has been removed')]);
    expect((await host.artifact('runs list', ['-l', '1000'], options())).data.total).toBe(before);
    for (const verb of ['status', 'logs', 'stop', 'wait', 'retry'])
      expect(await host.failure(['runs', verb, 'nobody'], options())).toMatchObject({
        code: 'run_not_found',
        exitCode: 2,
      });
  });
});

describe('infra runs', () => {
  test('list shows the shell runs of a project beside its own runs, and elsewhere only with --all-projects', async () => {
    const submitted = await host.artifact('runs submit', ['tidy']);
    const inHost = { cwd: host.directory, env: { INFRA_HOME: home } };
    const { data } = await host.artifact('exec', ['true', '--name', 'here'], inHost);
    const list = async (...words: string[]) =>
      (await host.artifact('runs list', words, inHost)).data.runs.map(({ id }) => id);
    expect((await list()).toSorted()).toEqual([submitted.data.run_id, data.run_id].toSorted());
    expect((await list('--all-projects')).length).toBeGreaterThan(2);
    const elsewhere = await host.artifact('runs list', [], options(newDirectory('empty')));
    expect(elsewhere.data.runs).toEqual([]);
    expect(await infra('runs', 'wait', data.run_id)).toMatchObject({ code: 0 });
  });

  test('logs --follow goes on until the end, from another process', async () => {
    const id = await exec('echo begun; while ! [ -e go ]; do sleep 0.05; done; echo done');
    await untilPrinted(id, 'begun');
    const following = logs(id, '--follow');
    writeFileSync(join(project, 'go'), '');
    expect(await following).toBe('begun\ndone\n');
  });

  test('cancel takes the id or the name of a shell run, and refuses what is neither', async () => {
    for (const word of ['named', null]) {
      const id = await exec('exec sleep 73', '--name', 'named');
      expect((await host.artifact('runs cancel', [word ?? id], options())).data).toMatchObject({
        cancelled: [id],
      });
    }
    expect(await host.failure(['runs', 'cancel', 'nobody'], options())).toMatchObject({
      code: 'invalid_value',
      exitCode: 2,
    });
  });

  test('whoever follows a run whose supervisor dies while the database is asked hears of it at once', async () => {
    const id = await exec('exec sleep 74');
    const { supervisor_pid: supervisor } = await shellOf(id);
    if (supervisor === null) throw new Error('it has no supervisor');
    const { over, statuses, passedMs } = await followed(id, ({ asked }) => {
      if (asked > 1) return;
      // The answer is there, and nothing on the disk has been looked at since.
      process.kill(supervisor, 'SIGKILL');
      while (!isGone(supervisor));
    });
    expect([over, statuses]).toEqual([true, ['running', 'failed']]);
    // Of the 15 s after which the database is asked in any case.
    expect(passedMs).toBeLessThan(1_000);
  });

  test('whoever follows a run to which nothing happens asks the database once in a quarter of a minute', async () => {
    const id = await exec('echo up; exec sleep 75');
    await untilPrinted(id, 'up');
    const { over, statuses, passedMs } = await followed(id, ({ asked, enough }) => {
      if (asked === 3) enough();
    });
    await infra('runs', 'stop', id);
    expect([over, statuses]).toEqual([false, ['running', 'running', 'running']]);
    expect(passedMs).toBeGreaterThanOrEqual(30_000);
  });

  test('stop ends the children of children, and what ignores it; a finished run cannot be stopped', async () => {
    const id = await exec('sh -c "trap \\"\\" TERM; setsid sleep 63 & echo \\$!; sleep 64"');
    await untilPrinted(id, '\n');
    const child = Number(await logs(id));
    expect(await infra('runs', 'stop', id, '--force')).toMatchObject({ code: 0 });
    expect(isGone(child)).toBe(true);
    expect(await detailsOf(id)).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
    expect(await infra('runs', 'stop', id)).toMatchObject({ code: 1 });
  });

  test('clean removes finished runs of the project with their logs, and nothing that runs', async () => {
    const elsewhere = options(newDirectory('cleaned'));
    const start = async (...words: string[]) => (await host.artifact('exec', words, elsewhere)).data.run_id;
    const [done, running] = [await start('echo x'), await start('exec sleep 65')];
    await host.infra(['runs', 'wait', done], elsewhere);
    const { log_file: file } = (await detailsOf(done)).shell ?? { log_file: '' };
    expect(existsSync(file)).toBe(true);
    expect((await host.artifact('runs clean', ['--all'], elsewhere)).data).toMatchObject({ total: 1 });
    expect(existsSync(file)).toBe(false);
    expect((await detailsOf(running)).status).toBe('running');
    await host.infra(['runs', 'stop', running], elsewhere);
  });
});

describe('completion', () => {
  test('suggests the names and ids of shell runs that a verb is for, and starts nothing for it', async () => {
    const at = options(newDirectory('completed'));
    const start = async (...words: string[]) => (await host.artifact('exec', words, at)).data.run_id;
    const over = await start('echo "a\tb"', '--name', 'build');
    await host.infra(['runs', 'wait', over], at);
    const running = await start('exec sleep 70', '--name', 'build');
    const other = await start('exec sleep 71', '--name', 'two words');
    const complete = async (...words: string[]) => {
      const { stdout, stderr, code } = await host.infra(['complete', '--', ...words, ''], at);
      expect([stderr, code]).toEqual(['', 0]);
      return stdout.trimEnd().split('\n').slice(0, -1);
    };
    expect(await complete('runs', 'stop')).toEqual([
      `${other}\trunning: exec sleep 71`,
      'build\trunning: exec sleep 70',
      `${running}\trunning: exec sleep 70`,
    ]);
    // The name stands for its newest run, which is not over.
    expect(await complete('runs', 'retry')).toEqual([`${over}\tcompleted: echo "a\\tb"`]);
    for (const verb of ['status', 'logs', 'wait'])
      expect((await complete('runs', verb)).map((line) => line.split('\t')[0])).toEqual([
        other,
        'build',
        running,
        over,
      ]);
    expect(await complete('exec', 'true', '--after')).toHaveLength(4);
    await host.infra(['runs', 'stop', running, '--force'], at);
    await host.infra(['runs', 'stop', other, '--force'], at);
    await untilRecorded();
    await host.infra(['db', 'stop'], at);
    expect(await complete('runs', 'logs')).toEqual([]);
    expect(existsSync(join(home, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
  });
});

describe('whatever dies', () => {
  test('the terminal: its runs go on', async () => {
    const line = `exec ${process.execPath} ${program} exec 'trap "" HUP; sleep 0.5; echo still here; touch outlived'`;
    const env = { ...process.env, INFRA_HOME: home };
    // A pseudo-terminal of its own, which is gone as soon as the command has returned.
    const terminal = spawn('script', ['-qec', line, '/dev/null'], { cwd: project, env, stdio: 'ignore' });
    await new Promise((resolve) => terminal.once('exit', resolve));
    await expect.poll(() => existsSync(join(project, 'outlived'))).toBe(true);
  });

  test('the supervisor: the next command says so and ends what is left; with --restart it begins again', async () => {
    const id = await exec('echo $$; exec sleep 66');
    await untilPrinted(id, '\n');
    const [supervisor, command] = [(await shellOf(id)).supervisor_pid ?? 0, Number(await logs(id))];
    process.kill(supervisor, 'SIGKILL');
    await expect.poll(() => isGone(supervisor)).toBe(true);
    // Who only looks changes nothing.
    for (const _ of [1, 2]) {
      const { data, code } = await host.artifact('doctor', [], options());
      const found = data.checks.filter(({ check }) => check === 'shell_runs');
      expect([code, found]).toMatchObject([1, [{ status: 'problem', message: expect.stringContaining(id) }]]);
    }
    expect(isGone(command)).toBe(false);
    expect(await detailsOf(id)).toMatchObject({ status: 'failed', error: { code: 'supervisor_lost' } });
    await expect.poll(() => isGone(command)).toBe(true);
    const { data } = await host.artifact('doctor', [], options());
    expect(data.checks.filter(({ check }) => check === 'shell_runs')).toMatchObject([{ status: 'ok' }]);

    const restarted = await exec('echo begun; exec sleep 67', '--restart', 'on-crash');
    await untilPrinted(restarted, 'begun');
    process.kill((await shellOf(restarted)).supervisor_pid ?? 0, 'SIGKILL');
    await untilPrinted(restarted, 'begun\nbegun\n');
    await infra('runs', 'stop', restarted);
    expect((await detailsOf(restarted)).status).toBe('cancelled');
  });

  test('a process that has the number of a dead supervisor is never signalled', async () => {
    const id = await exec('exec sleep 68');
    await expect.poll(async () => existsSync(join(home, 'shell', `${id}.run`))).toBe(true);
    const other = spawn('sleep', ['69'], { detached: true });
    try {
      // As if the numbers had come round: everything that is known of the run names a process that is another one.
      const supervisor = (await shellOf(id)).supervisor_pid ?? 0;
      const state = JSON.parse(readFileSync(join(home, 'shell', `${id}.run`), 'utf8')) as { pid: number };
      writeFileSync(join(home, 'shell', `${id}.run`), JSON.stringify({ ...state, pid: other.pid }));
      process.kill(supervisor, 'SIGKILL');
      await expect.poll(() => isGone(supervisor)).toBe(true);
      expect(await detailsOf(id)).toMatchObject({ status: 'failed', error: { code: 'supervisor_lost' } });
      expect(other.exitCode).toBeNull();
      expect(isGone(other.pid ?? 0)).toBe(false);
      process.kill(state.pid, 'SIGKILL');
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('the database: what ended meanwhile is recorded', async () => {
    const id = await exec('while ! [ -e stopped ]; do sleep 0.05; done; echo through');
    expect(await infra('db', 'stop')).toMatchObject({ code: 0 });
    writeFileSync(join(project, 'stopped'), '');
    await expect.poll(() => existsSync(join(home, 'shell', `${id}.log`)) && readLog(id)).toBe('through\n');
    expect(await statusAfter(id)).toBe('completed');
  });

  test('nothing: a log that is full keeps its beginning and its end', async () => {
    const id = await exec('seq 100000; echo the end', '--log-limit', '100KB');
    expect(await statusAfter(id)).toBe('completed');
    const text = await logs(id);
    expect(text.startsWith('1\n2\n3\n')).toBe(true);
    expect(text.endsWith('100000\nthe end\n')).toBe(true);
    expect(text.length).toBeLessThanOrEqual(100_000);
    expect((await shellOf(id)).log_bytes).toBe(588_895 + 'the end\n'.length);
  });
});

function readLog(id: string): string {
  return readFileSync(join(home, 'shell', `${id}.log`), 'utf8');
}
