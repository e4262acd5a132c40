import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '@infra/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ended, InfraHost, printed } from './infra-host.js';

let host: InfraHost;
let home: string;
/** The host with its embedded database. */
let embedded: { env: Readonly<Record<string, string | undefined>> };
let target: TestDatabase;

beforeAll(async () => {
  host = await InfraHost.make();
  home = await mkdtemp(join(tmpdir(), 'infra-home-'));
  embedded = { env: { DATABASE_URL: undefined, INFRA_HOME: home } };
  target = await createTestDatabase({ template: 'template0' });
});

afterAll(async () => {
  await host.infra(['db', 'stop'], embedded);
  await rm(home, { recursive: true, force: true });
  await target.drop();
  await host.remove();
});

const rowsIn = async (database: TestDatabase, text: string) => {
  const opened = openTestDatabase(database.connection);
  try {
    return await opened.query({ name: '', text });
  } finally {
    await opened.close();
  }
};

describe('infra db copy', () => {
  test('asks before it begins, and reads the URL first', async () => {
    expect(await host.failure(['db', 'copy', '--to', target.url], embedded)).toMatchObject({
      code: 'confirmation_required',
      exitCode: 2,
    });
    expect(await host.failure(['db', 'copy', '--to', 'mysql://x/y', '--yes'], embedded)).toMatchObject({
      code: 'invalid_value',
      exitCode: 2,
    });
  });

  test('moves out of the embedded database with everything in it: history, words, tables of extensions', async () => {
    await host.artifact('jobs run', ['tidy', 'broken', '--sequential'], embedded);
    await host.artifact('jobs disable', ['tidy', '--reason', 'moving'], embedded);
    const before = await host.artifact('jobs history', [], embedded);
    const { data, code, stderr } = await host.artifact('db copy', ['--to', target.url, '--yes'], embedded);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(data.left_out).toEqual([]);
    expect(JSON.stringify(data)).not.toContain(new URL(target.url).password);

    const moved = { env: { DATABASE_URL: target.url } };
    const after = await host.artifact('jobs history', [], moved);
    expect(after.data).toEqual(before.data);
    expect(after.data.entries.map(({ job_name, status }) => `${job_name} ${status}`).toSorted()).toEqual([
      'broken failed',
      'tidy success',
    ]);
    expect((await host.artifact('jobs show', ['tidy'], moved)).data).toMatchObject({
      enabled: false,
      reason: 'moving',
    });
    const tables = await rowsIn(target, `select to_regclass('maintenance_sessions')::text as name`);
    expect(tables).toEqual([{ name: 'maintenance_sessions' }]);
    // The new place works: ids go on where they were.
    const { data: run } = await host.artifact('jobs run', ['greet', '-p', 'name=ann'], moved);
    expect(run.jobs_run[0]?.result.success).toBe(true);
    const ids = (await host.artifact('jobs history', [], moved)).data.entries.map(({ run_id }) => run_id);
    expect(new Set(ids).size).toBe(3);
  });

  test('fills no database that has something in it', async () => {
    const error = await host.failure(['db', 'copy', '--to', target.url, '--yes'], embedded);
    expect(error).toMatchObject({ code: 'operation_failed', exitCode: 1 });
    expect(error.message).toContain('is not empty');
  });

  test('waits for no worker: while one lives it refuses, and the target stays empty', async () => {
    const empty = await createTestDatabase({ template: 'template0' });
    const worker = host.start(['work', '--json'], embedded);
    try {
      await printed(worker.stdout, /"event":"runtime_started"/);
      const error = await host.failure(['db', 'copy', '--to', empty.url, '--yes'], embedded);
      expect(error).toMatchObject({ code: 'operation_failed', exitCode: 1 });
      expect(error.message).toContain(`process ${worker.pid}`);
      expect(await rowsIn(empty, `select count(*) from pg_class where relname = 'job_runs'`)).toEqual([
        { count: 0 },
      ]);
    } finally {
      worker.kill('SIGTERM');
      await ended(worker);
      await empty.drop();
    }
  });
});

describe('infra db backup and restore', () => {
  test('bring back what was there, and only when told replace what is there now', async () => {
    const file = join(home, 'infra.gz');
    const { data } = await host.artifact('db backup', [file], embedded);
    expect(data.file).toBe(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await host.failure(['db', 'backup', file], embedded)).toMatchObject({
      code: 'usage',
      exitCode: 2,
    });

    const before = await host.artifact('jobs history', [], embedded);
    await host.artifact('jobs run', ['tidy'], embedded);
    expect(await host.failure(['db', 'restore', file], embedded)).toMatchObject({
      code: 'operation_failed',
      hint: expect.stringContaining('--replace') as string,
    });
    expect(await host.failure(['db', 'restore', file, '--replace'], embedded)).toMatchObject({
      code: 'confirmation_required',
    });
    const restored = await host.artifact('db restore', [file, '--replace', '--yes'], embedded);
    expect(restored.data.rows).toBe(data.rows);
    expect((await host.artifact('jobs history', [], embedded)).data).toEqual(before.data);
  });

  test('an empty database is filled without a question; a file that is no backup touches nothing', async () => {
    const empty = await createTestDatabase({ template: 'template0' });
    const there = { env: { DATABASE_URL: empty.url } };
    try {
      expect(
        await host.failure(['db', 'restore', join(host.directory, 'infra.config.json')], there),
      ).toMatchObject({ code: 'invalid_value', exitCode: 2 });
      expect(await rowsIn(empty, `select count(*) from pg_class where relname = 'job_runs'`)).toEqual([
        { count: 0 },
      ]);
      await host.artifact('db restore', [join(home, 'infra.gz')], there);
      expect((await host.artifact('jobs history', [], there)).data.total).toBeGreaterThan(0);
    } finally {
      await empty.drop();
    }
  });
});
