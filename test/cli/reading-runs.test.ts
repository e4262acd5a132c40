import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entryCode, extensionFiles } from '../registry/host-fixture.js';
import { ended, InfraHost, printed } from './infra-host.js';

const chatter = `
  const schema = z.strictObject({ gate: z.string(), password: z.string().default('none') });
  class Story {
    async execute({ parameters: { gate }, logger, progress, signal }) {
      logger.info('once upon a time', { chapter: 1 });
      logger.warn('a wolf');
      progress({ completed: 2, total: 5, message: 'reading', counters: { wolves: 1 } });
      while (!existsSync(gate)) {
        signal.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      logger.info('the end');
      progress({ completed: 5 });
      return JobResult.success().withMessage('told').withStats(5, 0).withOutput({ chapters: 5 });
    }
  }
  class Flaky { execute() { return JobResult.failure('not yet'); } }
  Job({
    name: 'flaky',
    description: 'Fails, and is tried again in an hour',
    retry: { maxAttempts: 2, backoff: { first: '1h' } },
  })(Flaky);

  Job({ name: 'story', description: 'Tells until its gate opens', parameters: schema })(Story);`;

/** Far enough for nothing to be due while these tests run. */
const farHour = (new Date().getUTCHours() + 12) % 24;

let host: InfraHost;
let worker: ReturnType<InfraHost['start']>;

beforeAll(async () => {
  host = await InfraHost.make({
    'infra.config.json': JSON.stringify({
      extensions: ['./clockwork', './chatter'],
      jobs: { tidy: { schedule: `0 0 ${farHour} * * *` }, broken: { schedule: `0 30 ${farHour} * * *` } },
    }),
    ...extensionFiles('chatter', {
      'entry.js': `import { existsSync } from 'node:fs';
        ${entryCode("{ name: 'chatter', jobs: [Story, Flaky] }", chatter)}`,
    }),
  });
  await host.infra(['db', 'migrate']);
  await host.infra(['jobs', 'run', 'tidy', 'broken', '--sequential']);
  worker = host.start(['work']);
});

afterAll(async () => {
  worker.kill('SIGTERM');
  await ended(worker);
  await host.remove();
});

/** Submits a story that goes on until its gate is opened. */
async function submitStory(name: string): Promise<{ id: string; open: () => Promise<void> }> {
  const gate = join(host.directory, name);
  const { data } = await host.artifact('runs submit', [
    'story',
    '-p',
    `gate=${gate}`,
    '-p',
    'password=hunter2',
  ]);
  return { id: data.run_id, open: () => writeFile(gate, '') };
}

const objects = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

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

describe('infra runs status', () => {
  test('is a card with every field of the contract, in its order', async () => {
    const { data, artifact_type, title, code } = await host.artifact('runs status', ['2']);
    expect([artifact_type, title, code]).toEqual(['presentation_card', 'Run: 2', 0]);
    const fields =
      'id job_name status subject client_id created_at started_at finished_at duration_ms progress cost';
    expect(Object.keys(data).slice(0, 16)).toEqual(
      `${fields} attempts retry_of parent result error`.split(' '),
    );
    expect(data).toMatchObject({
      id: '2',
      job_name: 'broken',
      status: 'failed',
      cost: { estimated: null, actual: null, currency: null, lines: [] },
      progress: { completed: null, total: null, percent: null, message: null, counters: {} },
      attempts: [{ attempt: 1, status: 'failed', error: { code: 'job_threw' } }],
      error: { code: 'job_threw', message: 'the pipe \u001b[31mburst' },
      trigger: 'manual',
      worker: { kind: 'command' },
    });
  });

  test('is a card for people', async () => {
    const { stdout } = await host.infra(['runs', 'status', '1']);
    expect(stdout).toMatch(/^Run: 1\n {2}Job +tidy\n {2}Status +completed\n/);
    expect(stdout).toMatch(/Result +Tidied 31 files\n {2}Items +31 processed, 2 failed/);
  });

  test('refuses what is no id, and an id that no run has', async () => {
    expect(await host.failure(['runs', 'status', 'x'])).toMatchObject({ code: 'run_not_found', exitCode: 2 });
    expect(await host.failure(['runs', 'status', '99'])).toMatchObject({
      code: 'run_not_found',
      exitCode: 2,
    });
    expect(await host.failure(['runs', 'status', '99', '-w'])).toMatchObject({ exitCode: 2 });
    expect(await host.failure(['runs', 'logs', '99'])).toMatchObject({ exitCode: 2 });
  });

  test('-w of a run that is over says so at once, with the exit code of a wait', async () => {
    const { stdout, code } = await host.infra(['runs', 'status', '2', '-w']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Status: failed\nRun: 2\n/);
  });
});

describe('a run that goes on elsewhere', () => {
  test('is watched and its log followed live, until it is over', async () => {
    const { id, open } = await submitStory('gate-1');
    const watch = host.start(['runs', 'status', id, '-w', '--json']);
    const follow = host.start(['runs', 'logs', id, '--follow', '--json']);
    const [watched, followed] = [ended(watch), ended(follow)];
    await Promise.all([printed(watch.stdout, /"percent":40/), printed(follow.stdout, /a wolf/)]);
    await open();

    const changes = objects((await watched).stdout);
    expect((await watched).code).toBe(0);
    expect(changes.at(-2)).toMatchObject({
      id,
      status: 'completed',
      progress: { completed: 5, percent: 100 },
    });
    expect(changes.at(-1)).toMatchObject({
      data: {
        status: 'completed',
        parameters: { password: '***' },
        progress: { completed: 5, total: 5, percent: 100, message: 'reading', counters: { wolves: 1 } },
        result: { message: 'told', items_processed: 5, output: { chapters: 5 } },
      },
      artifact_type: 'presentation_card',
    });
    expect((await followed).code).toBe(0);
    const lines = objects((await followed).stdout);
    expect(lines.slice(0, -1).map((line) => line['text'])).toEqual(['once upon a time', 'a wolf', 'the end']);
    expect(lines.at(-1)).toMatchObject({ data: { run_id: id, total: 3 }, artifact_type: 'text' });

    const { data } = await host.artifact('runs logs', [id, '--tail', '2']);
    expect(data).toMatchObject({
      run_id: id,
      lines: [
        { stream: 'log', level: 'warn', text: 'a wolf' },
        { stream: 'log', level: 'info', text: 'the end' },
      ],
      total: 2,
      has_more: true,
    });
    const raw = await host.infra(['runs', 'logs', id]);
    expect(raw.stdout).toBe('once upon a time {"chapter":1}\na wolf\nthe end\n');
    expect((await host.infra(['runs', 'logs', id, '--stderr'])).stdout).toBe('a wolf\n');
    expect((await host.infra(['runs', 'logs', id, '--tail', '1', '-t'])).stdout).toMatch(
      /^\d{4}-\S+Z info {2}the end\n$/,
    );
    expect((await host.infra(['runs', 'logs', id, '--since', '2100-01-01'])).stdout).toBe('');
  });

  test('goes on when its watcher leaves, who is told the way back', async () => {
    const { id, open } = await submitStory('gate-2');
    const watch = host.start(['runs', 'status', id, '-w']);
    const watched = ended(watch);
    await printed(watch.stdout, /Status: running {2}2\/5 \(40%\) reading/);
    watch.kill('SIGINT');
    const { code, stderr } = await watched;
    expect(code).toBe(130);
    expect(stderr).toContain(`run ${id} goes on`);
    expect(stderr).toContain(`infra runs status ${id} -w`);
    expect((await host.artifact('runs status', [id])).data).toMatchObject({
      status: 'running',
      worker: { kind: 'work' },
    });
    expect((await host.infra(['runs', 'list', 'active'])).stdout).toContain('2/5 (40%) reading');
    await open();
  });
});

describe('infra status', () => {
  test('shows who ticks and works, what runs where and how far it is, and what comes next', async () => {
    const { id, open } = await submitStory('gate-status');
    const watch = host.start(['runs', 'status', id, '-w']);
    await printed(watch.stdout, /40%/);
    const { data, artifact_type, title } = await host.artifact('status');
    expect([artifact_type, title]).toEqual(['presentation_card', 'System Status']);
    expect(data.scheduler).toMatchObject({ alive: true, on_time: true, processes: 1, overdue: 0 });
    expect(data.workers).toMatchObject([{ kind: 'work', pid: worker.pid, running: 1, alive: true }]);
    expect(data.active).toMatchObject([
      { id, job_name: 'story', pid: worker.pid, progress: { completed: 2, total: 5, percent: 40 } },
    ]);
    expect(data.counts.running).toBe(1);
    // Once a day each.
    expect(data.next).toHaveLength(10);
    expect(new Set(data.next.map((next) => next.job_name))).toEqual(new Set(['broken', 'tidy']));
    expect(data.next.map(({ at }) => at)).toEqual(data.next.map(({ at }) => at).toSorted());
    expect(data.unrunnable).toEqual([]);
    const { stdout } = await host.infra(['status']);
    expect(stdout).toMatch(/Scheduler +on time, in 1 process\n/);
    expect(stdout).toContain(`${id}  story  for`);
    expect(stdout).toContain('2/5 (40%) reading');
    await open();
    await ended(watch);
  });
});

describe('infra runs clean', () => {
  test('removes finished runs that are old enough, and counts them on a dry run', async () => {
    const { data: none } = await host.artifact('runs clean');
    expect(none).toMatchObject({ total: 0, older_than_ms: 7 * 86_400_000, dry_run: false });
    const { data } = await host.artifact('runs clean', ['--all', '--status', 'done', '--dry-run']);
    expect(data).toMatchObject({ older_than_ms: null, dry_run: true, deleted: { failed: 0, cancelled: 0 } });
    expect(data.deleted.completed).toBeGreaterThan(0);
    const { data: gone } = await host.artifact('runs clean', ['--all', '--status', 'done']);
    expect(gone.deleted).toEqual(data.deleted);
    expect((await host.artifact('runs list', ['done'])).data.total).toBe(0);
  });

  test.each([
    [['--all', '--older-than', '1d'], 'usage', 'exclude each other'],
    [['--older-than', 'long'], 'invalid_value', '--older-than'],
    [['--status', 'queued'], 'invalid_value', "'queued' is not a status of a finished run"],
  ])('refuses %j', async (words, code, message) => {
    const error = await host.failure(['runs', 'clean', ...words]);
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toContain(message);
  });
});

describe('infra runs clear', () => {
  test('asks for --confirm, and without a terminal for --yes too', async () => {
    expect(await host.failure(['runs', 'clear'])).toMatchObject({
      code: 'confirmation_required',
      exitCode: 2,
    });
    const { hint, code } = await host.failure(['runs', 'clear', '--confirm']);
    expect([hint, code]).toEqual(['give --yes', 'confirmation_required']);
  });

  test('deletes all runs but those that are running, and says before what will go', async () => {
    const { id, open } = await submitStory('gate-3');
    const watch = host.start(['runs', 'status', id, '-w']);
    await printed(watch.stdout, /running/);
    await host.artifact('runs submit', ['tidy', '--delay', '1h']);
    const { stdout, stderr, code } = await host.infra(['runs', 'clear', '--confirm', '--yes']);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /WARNING: This will delete ALL runs[^]*- \d+ total runs?\n[^]*It keeps 1 running run,/,
    );
    expect(stdout).toMatch(/^Deleted \d+ run\(s\); 1 running one\(s\) stay\n$/);
    const { data } = await host.artifact('runs list');
    expect(data.runs.map((run) => run.id)).toEqual([id]);
    await open();
    expect((await ended(watch)).code).toBe(0);
  });
});

test('a command whose run is removed while it waits for its retry does not wait for ever', async () => {
  const command = host.start(['jobs', 'run', 'flaky']);
  const over = ended(command);
  await expect
    .poll(async () => (await host.artifact('runs list', ['--job', 'flaky'])).data.runs, { timeout: 60_000 })
    .toMatchObject([{ status: 'queued', attempt: 1 }]);
  await host.artifact('runs clear', ['--confirm', '--yes']);
  const { code, stderr } = await over;
  expect(code).toBe(1);
  expect(stderr).toMatch(/run\(s\) \d+ of this command were removed meanwhile/);
});

describe('infra audit', () => {
  test('lists who did what, newest first, by action, target and time', async () => {
    await host.infra(['jobs', 'disable', 'tidy', '--reason', 'moving']);
    const { data, title, artifact_type } = await host.artifact('audit');
    expect([title, artifact_type]).toEqual(['Audit', 'table']);
    expect(data.events.slice(0, 2)).toMatchObject([
      { action: 'job_disabled', target: 'tidy', reason: 'moving' },
      { action: 'runs_cleared', target: 'runs', details: { queued: 1, running: 0 } },
    ]);
    const actions = async (...words: string[]) =>
      (await host.artifact('audit', words)).data.events.map(({ action }) => action);
    expect(await actions('--target', 'tidy', '--since', '1h')).toEqual(['job_disabled']);
    expect(await actions('--action', 'runs_cleared')).toEqual(['runs_cleared', 'runs_cleared']);
    expect(await actions('-n', '1')).toEqual(['job_disabled']);
    expect((await host.infra(['audit', '-n', '1'])).stdout).toContain('1 event, and there are older ones');
  });
});
