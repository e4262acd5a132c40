import { createTestRuntime, runJob } from '@infra/core/testing';
import { expect, test } from 'vitest';
import { CheckDiskSpace } from './check-disk-space.js';

test('a file system with room enough is a success that says how much, and logs it', async () => {
  const { result, logs } = await runJob(CheckDiskSpace, { path: '/', minimum_free_percent: 0 });
  expect(result.success).toBe(true);
  expect(result.message).toMatch(/^\d+ % free at \/$/);
  expect(logs).toMatchObject([{ level: 'info', message: 'measured', fields: { path: '/' } }]);
});

test('less than the minimum is a failure and counts as a failed item', async () => {
  const { result } = await runJob(CheckDiskSpace, { minimum_free_percent: 100 });
  expect(result).toMatchObject({ success: false, itemsProcessed: 1, itemsFailed: 1 });
});

test('a folder that does not exist is an error', async () => {
  await expect(runJob(CheckDiskSpace, { path: '/no/such/folder' })).rejects.toThrow('ENOENT');
});

test('it looks every ten minutes', async () => {
  await using runtime = await createTestRuntime({ jobs: [CheckDiskSpace] });
  await runtime.advance('1 hour');
  const { entries } = await runtime.jobs.history({ job: 'check_disk_space' });
  expect(entries.map(({ run_at }) => run_at.slice(11, 16))).toEqual([
    '01:00',
    '00:50',
    '00:40',
    '00:30',
    '00:20',
    '00:10',
  ]);
});
