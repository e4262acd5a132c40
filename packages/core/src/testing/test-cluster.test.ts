import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { Client } from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { outputOf, sourceProcess } from './source-process.js';
import { startTestCluster } from './test-cluster.js';
import { createTemplate, createTestDatabase, testClusterVariable } from './test-database.js';

describe("the run's test cluster", () => {
  const connected = async (settings: ConstructorParameters<typeof Client>[0]) => {
    const client = new Client(settings);
    await client.connect();
    return client;
  };

  it('gives each test a copy of a template, to do with as it likes', async () => {
    const template = `filled_${process.pid}`;
    await createTemplate(template, async (connection) => {
      const client = await connected(connection);
      await client.query('create table thing as select 1 as id');
      await client.end();
    });
    const [one, other] = await Promise.all([1, 2].map(() => createTestDatabase({ template })));
    const client = await connected(one!.connection);
    const neighbour = await connected(other!.url);
    await client.query('delete from thing');
    expect((await neighbour.query('select id from thing')).rows).toEqual([{ id: 1 }]);
    await Promise.all([client.end(), neighbour.end()]);
  });

  it('drops a database that somebody is still connected to', async () => {
    const database = await createTestDatabase({ template: 'template0' });
    const client = await connected(database.connection);
    client.on('error', () => undefined);
    await database.drop();
    await expect(connected(database.connection)).rejects.toMatchObject({ code: '3D000' });
    await client.end();
  });

  it('is one of the process itself where no set-up has started one', { timeout: 60_000 }, async () => {
    vi.stubEnv(testClusterVariable, undefined);
    const child = sourceProcess(`
      const { createTestDatabase } = await load('testing/test-database.ts');
      const { openTestDatabase } = await load('testing/test-schema.ts');
      const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
      const database = openTestDatabase(one.connection);
      const [row] = await database.query({ name: 'runs', text: 'select count(*) as runs from job_runs' });
      await database.close();
      console.log(JSON.stringify({ ...row, two: one.url !== other.url }));`);
    expect(JSON.parse(await outputOf(child))).toEqual({ runs: 0, two: true });
  });
});

it('leaves no trace when it is stopped', async () => {
  const cluster = await startTestCluster();
  await cluster.stop();
  await expect(access(cluster.directory)).rejects.toThrow('ENOENT');
});

it('goes away by itself, files and all, when the process that started it is killed', async () => {
  const child = sourceProcess(`
    const { startTestCluster } = await load('testing/test-cluster.ts');
    console.log((await startTestCluster({ idleLimitMs: 200 })).directory);`);
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  const directory = output.toString().trim();
  await access(directory);
  child.kill('SIGKILL');
  await vi.waitFor(() => expect(access(directory)).rejects.toThrow('ENOENT'), { timeout: 20_000 });
});
