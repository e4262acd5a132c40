import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { databaseNameOf } from './database-name.js';

it('names a database after the directory, and tells directories of one name apart', () => {
  expect(databaseNameOf('/no/such/My Blog')).toMatch(/^project_my_blog_[0-9a-f]{8}$/);
  expect(databaseNameOf('/no/such/My Blog')).not.toBe(databaseNameOf('/neither/such/My Blog'));
  expect(databaseNameOf('/no/such/../such/My Blog/')).toBe(databaseNameOf('/no/such/My Blog'));
});

it.each(['/', '/no/such/日本', `/no/such/${'long'.repeat(50)}`, '/no/such/--'])(
  'finds a name that PostgreSQL takes for %s',
  (directory) => {
    expect(databaseNameOf(directory)).toMatch(/^project_([a-z0-9_]+_)?[0-9a-f]{8}$/);
    expect(databaseNameOf(directory).length).toBeLessThanOrEqual(63);
  },
);

it('gives a directory and a link to it the same name', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'infra-name-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  await mkdir(join(parent, 'project'));
  await symlink(join(parent, 'project'), join(parent, 'link'));
  expect(databaseNameOf(join(parent, 'link'))).toBe(databaseNameOf(join(parent, 'project')));
});
