import { createTestContext } from '@infra/core/testing';
import { expect, test } from 'vitest';
import { CheckDiskSpace, type parameters } from './check-disk-space.js';

const job = new CheckDiskSpace();

function contextFor(path: string, minimum_free_percent: number) {
  return createTestContext<typeof parameters>({ parameters: { path, minimum_free_percent } });
}

test('a file system with room enough is a success that says how much, and logs it', async () => {
  const context = contextFor('/', 0);
  const result = await job.execute(context);
  expect(result.success).toBe(true);
  expect(result.message).toMatch(/^\d+ % free at \/$/);
  expect(context.lines).toMatchObject([{ level: 'info', message: 'measured', fields: { path: '/' } }]);
});

test('less than the minimum is a failure and counts as a failed item', async () => {
  const result = await job.execute(contextFor('/', 100));
  expect(result).toMatchObject({ success: false, itemsProcessed: 1, itemsFailed: 1 });
});

test('a folder that does not exist is an error', async () => {
  await expect(job.execute(contextFor('/no/such/folder', 10))).rejects.toThrow('ENOENT');
});
