import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

test('jobs list filters by tag and extension', async () => {
  expect(await recordCall(['jobs', 'list'])).toMatchObject({ operation: 'listJobs', input: {} });
  const { input } = await recordCall(['jobs', 'list', '--tag', 'content', '--extension', 'blog']);
  expect(input).toEqual({ tag: 'content', extension: 'blog' });
  expect((await recordCall(['jobs', 'list', '--results', '5'])).input).toEqual({ results: 5 });
  await expect(recordCall(['jobs', 'list', '--results', '0'])).rejects.toThrow(/--results takes a whole/);
});

test('jobs list takes no arguments', async () => {
  await expect(recordCall(['jobs', 'list', 'extra'])).rejects.toThrow(/too many arguments/);
});

test('global flags work before the noun and after the verb', async () => {
  const before = await recordCall(['--json', '--config', 'a.json', 'jobs', 'list']);
  const after = await recordCall(['jobs', 'list', '--json', '--config', 'a.json', '--no-color']);
  expect(before.flags).toMatchObject({ json: true, config: 'a.json', color: true });
  expect(after.flags).toMatchObject({ json: true, config: 'a.json', color: false });
});
