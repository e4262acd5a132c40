import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFiles } from '../registry/host-fixture.js';
import { makeBlogHost } from './blog-host.js';
import type { InfraHost } from './infra-host.js';

let host: InfraHost;

const post = (title: string) => `---\ntitle: ${title}\n---\n\nSome words.\n`;

beforeAll(async () => {
  host = await makeBlogHost({ 'posts/kept.md': post('Kept'), 'posts/gone.md': post('Gone') });
});
afterAll(() => host.remove());

const reconcile = async (...words: string[]) => {
  const { data } = await host.artifact('jobs run', ['reconcile_content', ...words]);
  const [run] = data.jobs_run;
  return { ...run, logs: (await host.artifact('runs logs', [run?.run_id ?? ''])).data.lines };
};

test('records and files are compared, and put right when that is asked for', async () => {
  expect((await reconcile('-p', 'repair=true')).result?.message).toBe('2 orphans: 2 ingested');
  await rm(join(host.directory, 'posts/gone.md'));
  await writeFiles(host.directory, { 'posts/new.md': post('New'), 'posts/kept.md': post('Changed') });

  const found = await reconcile();
  expect(found.status).toBe('success');
  expect(found.result).toMatchObject({
    message: '1 ghost, 1 orphan, 1 changed',
    items_failed: 3,
    output: {
      ghost_paths: ['posts/gone.md'],
      orphan_paths: ['posts/new.md'],
      changed_paths: ['posts/kept.md'],
      repaired: null,
    },
  });
  expect(found.logs.map(({ text }) => text)).toEqual([
    'posts/gone.md: a document without a file',
    'posts/new.md: a file without a document',
    'posts/kept.md: the file differs from its document',
  ]);

  expect((await reconcile('-p', 'repair=true')).result).toMatchObject({
    message: '1 ghost, 1 orphan, 1 changed: 1 removed, 2 ingested',
    items_failed: 0,
  });
  expect((await reconcile()).result?.message).toBe('2 documents, all as their files');
});
