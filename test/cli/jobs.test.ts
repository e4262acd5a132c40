import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ended, InfraHost } from './infra-host.js';

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make();
  await host.infra(['db', 'migrate']);
});

afterAll(() => host.remove());

/** The keys of document 003, by hand: they come first, in its order. */
function startsWith(object: object, keys: string[]): void {
  expect(Object.keys(object).slice(0, keys.length)).toEqual(keys);
}

describe('infra jobs list', () => {
  test('prints what document 003 says, sorted by name', async () => {
    const { data, artifact_type, title, code } = await host.artifact('jobs list');
    expect([artifact_type, title, code]).toEqual(['table', 'Available Jobs', 0]);
    startsWith(data, ['jobs', 'total']);
    startsWith(data.jobs[0]!, ['name', 'description', 'schedule', 'enabled']);
    const names = data.jobs.map((job) => job.name);
    expect(names).toEqual(names.toSorted());
    expect(data.total).toBe(names.length);
    expect(data.jobs.find((job) => job.name === 'tidy')).toMatchObject({
      name: 'tidy',
      description: 'Tidies up',
      schedule: '0 0 * * * *',
      enabled: true,
      extension: 'clockwork',
      tags: ['quick'],
    });
    expect(data.jobs.find((job) => job.name === 'slow')).toMatchObject({
      schedule: '',
      next_run: null,
    });
  });

  test('narrows by tag and extension, also with the flags before the noun', async () => {
    expect((await host.artifact('jobs list', ['--tag', 'quick'])).data.total).toBe(2);
    const { stdout } = await host.infra(['--json', 'jobs', 'list', '--extension', 'maintenance']);
    expect(JSON.parse(stdout).data.total).toBe(5);
  });

  test('is a table for people, without colours on a pipe', async () => {
    const { stdout } = await host.infra(['jobs', 'list']);
    expect(stdout).toMatch(/│ tidy +│ 0 0 \* \* \* \* +│ yes/);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('infra jobs show', () => {
  test('prints what document 003 says', async () => {
    const { data, artifact_type, title } = await host.artifact('jobs show', ['tidy']);
    expect([artifact_type, title]).toEqual(['presentation_card', 'Job: tidy']);
    startsWith(data, [
      'name',
      'description',
      'schedule',
      'schedule_human',
      'enabled',
      'last_run',
      'next_run',
      'last_status',
      'last_error',
      'run_count',
    ]);
    expect(data).toMatchObject({
      schedule_human: 'Every hour',
      last_run: null,
      last_status: null,
      run_count: 0,
    });
    expect(data.next_run).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00:00\.000Z$/);
  });

  test('shows the parameters as JSON Schema', async () => {
    const { data } = await host.artifact('jobs show', ['greet']);
    expect(data.parameters).toMatchObject({
      properties: { times: { type: 'integer', default: 1 } },
      required: ['name'],
    });
  });

  test('names the nearest job for one that is none', async () => {
    const error = await host.failure(['jobs', 'show', 'tiddy']);
    expect(error).toMatchObject({ code: 'job_not_found', exitCode: 2 });
    expect(error.message).toContain("did you mean 'tidy'?");
  });
});

describe('infra jobs run', () => {
  test('prints what document 003 says', async () => {
    const { data, artifact_type, title, code } = await host.artifact('jobs run', ['tidy']);
    expect([artifact_type, title, code]).toEqual(['table', 'Job Execution Results', 0]);
    startsWith(data, ['jobs_run', 'total', 'succeeded', 'failed']);
    startsWith(data.jobs_run[0]!, ['job_name', 'status', 'duration_ms', 'result']);
    startsWith(data.jobs_run[0]!.result, ['success', 'message', 'items_processed', 'items_failed']);
    expect(data).toMatchObject({
      jobs_run: [
        {
          job_name: 'tidy',
          status: 'success',
          result: { success: true, message: 'Tidied 31 files', items_processed: 31, items_failed: 2 },
        },
      ],
      total: 1,
      succeeded: 1,
      failed: 0,
    });
  });

  test('really overlaps', async () => {
    expect((await host.artifact('jobs run', ['romeo', 'juliet'])).data).toMatchObject({ succeeded: 2 });
  });

  test('a job that throws is a result with exit code 1, and the others finish', async () => {
    const { data, code } = await host.artifact('jobs run', ['broken', 'tidy', '--sequential']);
    expect(code).toBe(1);
    expect(data).toMatchObject({ total: 2, succeeded: 1, failed: 1 });
    expect(data.jobs_run[0]).toMatchObject({
      job_name: 'broken',
      status: 'failed',
      result: { success: false, message: 'the pipe \u001b[31mburst', items_processed: 0, items_failed: 0 },
    });
    expect(data.jobs_run[1]).toMatchObject({ job_name: 'tidy', status: 'success' });
  });

  test('what a job says is shown to people, not obeyed by their terminal', async () => {
    const { stdout, code } = await host.infra(['jobs', 'run', 'broken']);
    expect(code).toBe(1);
    expect(stdout).toContain('the pipe \\x1b[31mburst');
  });

  test('reads key=value by the schema of the job; a repeated key is a list', async () => {
    const { data } = await host.artifact('jobs run', [
      'greet',
      '-p',
      'name=ann',
      '-p',
      'name=bob',
      '-p',
      'times=3',
    ]);
    expect(data.jobs_run[0]!.result).toMatchObject({ message: '["ann","bob"]', items_processed: 3 });
  });

  test('takes parameters as JSON on stdin', async () => {
    const { data } = await host.artifact('jobs run', ['greet', '--params', '-'], {
      stdin: '{"name": "ann"}',
    });
    expect(data.jobs_run[0]!.result).toMatchObject({ message: '"ann"', items_processed: 1 });
  });

  test('a disabled job that is named runs, with a note', async () => {
    await host.infra(['jobs', 'disable', 'tidy']);
    const { data, stderr } = await host.artifact('jobs run', ['tidy']);
    expect(data.succeeded).toBe(1);
    expect(stderr).toMatch(/tidy is disabled/);
    await host.infra(['jobs', 'reset', 'tidy']);
  });

  test('--all runs every enabled job that has a schedule and names what it leaves out', async () => {
    await host.infra(['jobs', 'disable', 'behavioral_analysis']);
    const { data, stderr, code } = await host.artifact('jobs run', ['--all']);
    const names = data.jobs_run.map((run) => run.job_name);
    expect(names).toEqual(
      expect.arrayContaining(['broken', 'cleanup_inactive_sessions', 'log_cleanup', 'tidy']),
    );
    expect(names).not.toContain('behavioral_analysis');
    expect([code, data.failed]).toEqual([1, 1]);
    expect(stderr).toMatch(/left out behavioral_analysis: it is disabled/);
    expect(stderr).toMatch(/left out slow: it has no schedule/);
    await host.infra(['jobs', 'reset', 'behavioral_analysis']);
  });

  test('--tag names what it leaves out on stderr', async () => {
    const { data, stderr } = await host.artifact('jobs run', ['--tag', 'quick']);
    expect(data.jobs_run.map((run) => run.job_name)).toEqual(['tidy']);
    expect(stderr).toMatch(/left out greet/);
  });

  test('a refused call runs nothing: unknown job, malformed JSON, parameters that break the schema', async () => {
    const before = (await host.artifact('jobs history', ['-n', '1'])).data.entries[0]!.run_id;
    const refused = [
      [['tidy', 'tiddy'], 'job_not_found', /'tiddy'/],
      [['greet', '--params', '{name}'], 'invalid_value', /not valid JSON/],
      [['greet', '-p', 'times=0'], 'invalid_parameters', /name.*times/s],
      [['greet', '-p', 'nme=x'], 'invalid_parameters', /'name'/],
      [['tidy', '--all'], 'usage', /exclude each other/],
      [[], 'usage', /name the jobs/],
    ] as const;
    for (const [words, code, message] of refused) {
      const error = await host.failure(['jobs', 'run', ...words]);
      expect(error).toMatchObject({ code, exitCode: 2 });
      expect(error.message).toMatch(message);
    }
    expect((await host.artifact('jobs history', ['-n', '1'])).data.entries[0]!.run_id).toBe(before);
  });

  test('Ctrl-C cancels its runs and exits with 130', async () => {
    const child = host.start(['jobs', 'run', 'slow', '--json']);
    const running = async () => (await host.artifact('jobs history', ['--status', 'running'])).data.total;
    await expect.poll(running, { timeout: 60_000, interval: 100 }).toBe(1);
    child.kill('SIGINT');
    expect((await ended(child)).code).toBe(130);
    const { data } = await host.artifact('jobs history', ['--job', 'slow']);
    expect(data.entries).toMatchObject([{ job_name: 'slow', status: 'cancelled' }]);
  });
});

describe('infra jobs history', () => {
  test('prints what document 003 says, newest first', async () => {
    const { data, artifact_type, title } = await host.artifact('jobs history', ['-n', '3']);
    expect([artifact_type, title]).toEqual(['table', 'Job Execution History']);
    startsWith(data, ['entries', 'total']);
    startsWith(data.entries[0]!, ['job_name', 'status', 'run_at', 'error']);
    const ids = data.entries.map((entry) => Number(entry.run_id));
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    expect(data.total).toBe(3);
  });

  test('filters by job and status together', async () => {
    const { data } = await host.artifact('jobs history', ['--job', 'broken', '--status', 'failed']);
    expect(data.total).toBeGreaterThan(0);
    expect(data.entries[0]).toMatchObject({
      job_name: 'broken',
      status: 'failed',
      trigger: 'manual',
      attempt: 1,
    });
  });

  test('is a chapter on the card of the job', async () => {
    const { data } = await host.artifact('jobs show', ['broken']);
    expect(data).toMatchObject({ last_status: 'failed', last_error: 'the pipe \u001b[31mburst' });
    expect(data.run_count).toBe((await host.artifact('jobs history', ['--job', 'broken'])).data.total);
  });
});

describe('infra jobs enable, disable and reset', () => {
  test('print what document 003 says and are kept', async () => {
    const off = await host.artifact('jobs disable', ['broken', '--reason', 'repair', '--until', '2h']);
    startsWith(off.data, ['job_name', 'enabled', 'message']);
    expect([off.artifact_type, off.title]).toEqual(['text', 'Job Disabled']);
    expect(off.data).toMatchObject({
      job_name: 'broken',
      enabled: false,
      message: "Job 'broken' has been disabled",
    });
    const shown = await host.artifact('jobs show', ['broken']);
    expect(shown.data).toMatchObject({
      enabled: false,
      enabled_by: 'operator',
      reason: 'repair',
      next_run: null,
    });

    const on = await host.artifact('jobs enable', ['broken']);
    expect([on.artifact_type, on.title]).toEqual(['text', 'Job Enabled']);
    expect(on.data).toMatchObject({
      job_name: 'broken',
      enabled: true,
      message: "Job 'broken' has been enabled",
    });

    expect((await host.artifact('jobs reset', ['broken'])).data).toMatchObject({
      enabled: true,
      enabled_by: 'code',
    });
  });
});

describe('infra jobs next and explain', () => {
  test('list what comes and say what became of a moment', async () => {
    const next = await host.artifact('jobs next', ['tidy', '-n', '2']);
    expect(next.data.total).toBe(2);
    const at: string = next.data.occurrences[0]!.at;
    const { data } = await host.artifact('jobs explain', ['tidy', '--at', at]);
    expect(data.occurrences).toMatchObject([{ outcome: 'upcoming', schedule_name: 'default' }]);
  });

  test('skipping while disabled is explained', async () => {
    await host.infra(['jobs', 'disable', 'tidy']);
    const { data } = await host.artifact('jobs explain', ['tidy', '--at', '2001-01-01T00:00:00Z']);
    expect(data.occurrences[0]!.outcome).toBe('before_first_sync');
    await host.infra(['jobs', 'reset', 'tidy']);
  });
});

describe('infra jobs cleanup-sessions and log-cleanup', () => {
  test('print what document 003 says; a dry run says so', async () => {
    const sessions = await host.artifact('jobs cleanup-sessions', ['--hours', '2', '--dry-run']);
    startsWith(sessions.data, ['job_name', 'sessions_cleaned', 'hours_threshold', 'message']);
    expect([sessions.artifact_type, sessions.title]).toEqual(['text', 'Session Cleanup']);
    expect(sessions.data).toMatchObject({ job_name: 'session_cleanup', hours_threshold: 2, dry_run: true });
    expect(sessions.data.message).toMatch(/dry run/);

    const logs = await host.artifact('jobs log-cleanup', ['--days', '7']);
    startsWith(logs.data, ['job_name', 'entries_deleted', 'days_threshold', 'message']);
    expect([logs.artifact_type, logs.title]).toEqual(['text', 'Log Cleanup']);
    expect(logs.data).toMatchObject({
      job_name: 'log_cleanup',
      entries_deleted: 0,
      days_threshold: 7,
      message: 'Deleted 0 log entries older than 7 days',
    });
  });
});
