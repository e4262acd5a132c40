import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { offsetDatabaseClock, openTestDatabase } from '@infra/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFiles } from '../registry/host-fixture.js';
import { configurationWith, ended, InfraHost, printed } from './infra-host.js';

let host: InfraHost;

beforeAll(async () => {
  // Its worker must not see it fail, on the quarter of an hour.
  host = await InfraHost.make(configurationWith({ broken: { schedule: null } }));
});

afterAll(() => host.remove());

async function examine(options: Parameters<InfraHost['artifact']>[2] = {}) {
  const { data, code } = await host.artifact('doctor', [], options);
  const wrong = data.checks.filter(({ status }) => status !== 'ok');
  return { code, data, wrong: wrong.map(({ check, status }) => `${check} ${status}`), checks: data.checks };
}

test('a database that is not migrated is a problem with its remedy, and stays as it is', async () => {
  const { code, wrong, checks } = await examine();
  expect(code).toBe(1);
  expect(wrong).toEqual(['schema problem']);
  expect(checks.find(({ check }) => check === 'schema')?.remedy).toBe('`infra db migrate`');
  expect((await host.artifact('db status')).data.migrated).toBe(false);
});

test('a database that does not answer is a problem', async () => {
  const { code, wrong } = await examine({
    env: { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' },
  });
  expect(code).toBe(1);
  expect(wrong).toEqual(['database problem']);
});

test('schedules without a process are a problem; a live process is the cure', async () => {
  await host.artifact('db migrate');
  expect(await examine()).toMatchObject({ code: 1, wrong: ['workers problem'] });
  const worker = host.start(['work', '--json']);
  await printed(worker.stdout, /"event":"runtime_started"/);
  const { code, wrong, data, checks } = await examine();
  worker.kill('SIGTERM');
  expect(wrong).toEqual([]);
  expect(checks.map(({ check }) => check)).toEqual(expect.arrayContaining(['transactions', 'vacuum']));
  expect(code).toBe(0);
  expect(data).toMatchObject({ healthy: true, problems: 0, warnings: 0 });
  await ended(worker);
});

test('a scheduler that stopped shows as late schedules, and clocks that differ as a warning', async () => {
  const database = openTestDatabase(host.database.connection);
  try {
    await offsetDatabaseClock(database, 2 * 3_600_000);
    const { code, wrong, checks } = await examine();
    expect(code).toBe(1);
    expect(wrong).toEqual(['clock warning', 'workers problem', 'overdue problem']);
    expect(checks.find(({ check }) => check === 'overdue')?.message).toMatch(/tidy by \d+ (hours|minutes)/);
  } finally {
    await offsetDatabaseClock(database, 0);
    await database.close();
  }
});

test('an index that no longer fits is a warning, a job that does not load is a problem', async () => {
  await host.artifact('build');
  await writeFiles(host.directory, { 'clockwork/more.js': 'export {};' });
  expect((await examine()).wrong).toContain('job_index warning');
  await writeFiles(host.directory, { 'clockwork/entry.js': "throw new Error('the pipe burst');" });
  const { code, wrong, checks } = await examine({ spawned: true });
  expect(code).toBe(1);
  expect(wrong).toEqual(['extensions problem']);
  expect(checks.find(({ check }) => check === 'extensions')?.message).toContain('the pipe burst');
});

test('without a configuration it says so, looks at what there is, and is content', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'infra-nowhere-'));
  try {
    const { data, code } = await host.artifact('doctor', [], { cwd, env: { INFRA_HOME: cwd } });
    expect(code).toBe(0);
    expect(data.checks.map(({ check, status }) => `${check} ${status}`)).toEqual([
      'configuration warning',
      'disk ok',
    ]);
  } finally {
    await rm(cwd, { recursive: true });
  }
});
