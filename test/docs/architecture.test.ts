import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDocuments, repository } from './documents.js';

const document = (await readDocuments()).get('ARCHITECTURE.md') ?? '';

test('every path that the architecture page names exists', async () => {
  const paths = [...document.matchAll(/`((?:packages|test|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    await expect(access(join(repository, path)), `the path ${path}`).resolves.toBeUndefined();
  }
});

test('every folder of core has its place on the journey or is a door', async () => {
  const entries = await readdir(join(repository, 'packages/core/src'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const missing = folders.filter(
    (name) => !document.includes(`packages/core/src/${name}`) && !document.includes(`\`core/${name}\``),
  );
  expect(missing).toEqual([]);
});
