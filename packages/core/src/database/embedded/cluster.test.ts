import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureCluster } from './cluster.js';
import { embeddedConnection } from './embedded-connection.js';
import { openEmbeddedDatabase, stopEmbeddedDatabase } from './embedded-database.js';
import { embeddedStatus } from './embedded-status.js';

let stateDirectory: string;
beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'infra-cluster-'));
});
afterEach(async () => {
  await rm(stateDirectory, { recursive: true });
});

/** What there is of a cluster, without the second that it takes to make a real one. */
async function remains(files: Record<string, string>): Promise<void> {
  await mkdir(join(stateDirectory, 'postgres', 'data'), { recursive: true });
  for (const [name, text] of Object.entries(files))
    await writeFile(join(stateDirectory, 'postgres', name), text);
}

const settings = JSON.stringify({ user: 'infra', password: 'secret', listen: 'socket' });

it('leaves a cluster of another major version alone and says what to do', async () => {
  await remains({ 'settings.json': settings, 'data/PG_VERSION': '11\n' });
  await expect(openEmbeddedDatabase({ stateDirectory, database: 'shell' })).rejects.toMatchObject({
    code: 'embedded_database_failed',
    message: expect.stringMatching(/PostgreSQL 11.*nothing was touched/s),
    hint: expect.stringMatching(/PostgreSQL 11.*away.*DATABASE_URL/s),
  });
  expect(await readdir(join(stateDirectory, 'postgres', 'data'))).toEqual(['PG_VERSION']);
});

it('does not build over a cluster whose settings are lost', async () => {
  await remains({ 'data/PG_VERSION': '18\n' });
  await expect(ensureCluster({ stateDirectory })).rejects.toMatchObject({
    code: 'embedded_database_failed',
    message: expect.stringContaining('settings.json'),
  });
  expect(await readFile(join(stateDirectory, 'postgres', 'data', 'PG_VERSION'), 'utf8')).toBe('18\n');
});

it.each(['', '{"user":"infra"', '{"user":"infra","password":1,"listen":"socket"}', '[]', 'null'])(
  'refuses settings that are damaged: %j',
  async (text) => {
    await remains({ 'settings.json': text });
    expect(() => embeddedConnection({ stateDirectory, database: 'shell' })).toThrow(
      /does not hold the settings/,
    );
  },
);

it('refuses a directory that has settings and no cluster', async () => {
  await remains({ 'settings.json': settings });
  await expect(ensureCluster({ stateDirectory })).rejects.toThrow(/PG_VERSION/);
});

it('looks at a state directory with nothing in it, and leaves it so', async () => {
  expect(embeddedConnection({ stateDirectory, database: 'shell' })).toBeNull();
  expect(await embeddedStatus(stateDirectory)).toEqual({
    directory: join(stateDirectory, 'postgres'),
    running: false,
    pid: null,
    version: null,
    size_bytes: null,
    databases: null,
    log: null,
  });
  expect(await stopEmbeddedDatabase(stateDirectory)).toBe(false);
  expect(await readdir(stateDirectory)).toEqual([]);
});

it('is refused a state directory that cannot be written', async () => {
  await writeFile(join(stateDirectory, 'file'), '');
  const inTheWay = { stateDirectory: join(stateDirectory, 'file'), database: 'shell' };
  await expect(openEmbeddedDatabase(inTheWay)).rejects.toMatchObject({ code: 'state_directory_unusable' });
});

it.runIf(process.getuid?.() === 0)(
  'tells root of a state directory that the server cannot reach',
  async () => {
    // mkdtemp lets nobody but root into the parent.
    await expect(ensureCluster({ stateDirectory: join(stateDirectory, 'infra') })).rejects.toMatchObject({
      code: 'state_directory_unusable',
      message: expect.stringContaining('may not enter'),
      hint: expect.stringContaining('everybody may enter'),
    });
    expect(await readdir(join(stateDirectory, 'infra'))).not.toContain('postgres');
  },
);
