import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@infra/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InfraHost } from './infra-host.js';

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make();
});

afterAll(() => host.remove());

describe('infra db', () => {
  test('a configured database is migrated by hand only: until then exit code 4 with the way out', async () => {
    const error = await host.failure(['jobs', 'list']);
    expect(error).toMatchObject({ code: 'database_not_migrated', exitCode: 4 });
    expect(error.hint).toContain('infra db migrate');
    const { data } = await host.artifact('db migrate');
    expect(data.applied.map((applied) => applied.package)).toContain('maintenance');
    expect((await host.artifact('db migrate')).data).toMatchObject({ applied: [], total: 0 });
    const status = await host.artifact('db status');
    expect(status.data).toMatchObject({ kind: 'configured', running: true, migrated: true, embedded: null });
  });

  test('does not stop a database that is not its own', async () => {
    expect(await host.failure(['db', 'stop'])).toMatchObject({ code: 'usage', exitCode: 2 });
  });
});

describe('infra config show and extensions list', () => {
  test('say what is in force, without the password', async () => {
    const { data } = await host.artifact('config show');
    expect(data.database.source).toBe('environment');
    expect(JSON.stringify(data)).not.toContain(new URL(host.database.url).password);
    const extensions = await host.artifact('extensions list');
    expect(extensions.data.extensions).toMatchObject([
      {
        name: 'clockwork',
        use: './clockwork',
        version: '1.2.3',
        jobs: ['broken', 'greet', 'juliet', 'romeo', 'slow', 'tidy'],
      },
      { name: 'maintenance' },
    ]);
  });
});

describe('infra build', () => {
  test('writes the index, and the list is the same with it', async () => {
    const before = await host.artifact('jobs list');
    expect((await host.artifact('build')).data).toMatchObject({ jobs: 11, extensions: 2 });
    expect((await host.artifact('jobs list')).data).toEqual(before.data);
  });
});

describe('infra schema', () => {
  test('prints the JSON Schema of every command', async () => {
    const { artifactCommands } = await operations.artifactSchemas();
    const { stdout } = await host.infra(['schema']);
    expect(stdout.trimEnd().split('\n')).toEqual([...artifactCommands]);
    const schema = JSON.parse((await host.infra(['schema', 'jobs', 'list'])).stdout);
    expect(schema.properties.artifact_type).toEqual({ type: 'string', const: 'table' });
  });

  test('names the nearest command', async () => {
    const error = await host.failure(['schema', 'jobs', 'lst']);
    expect(error).toMatchObject({ code: 'usage', exitCode: 2 });
    expect(error.message).toContain("'jobs list'");
  });
});

describe('the embedded database', () => {
  test('is there for the first command, says where it is, and stops when told', async () => {
    const home = await mkdtemp(join(tmpdir(), 'infra-home-'));
    const own = { env: { DATABASE_URL: undefined, INFRA_HOME: home }, spawned: true };
    try {
      expect((await host.artifact('db status', [], own)).data).toMatchObject({
        kind: 'embedded',
        running: false,
      });
      expect((await host.artifact('jobs list', [], own)).data.total).toBe(11);
      const { data } = await host.artifact('db status', [], own);
      expect(data).toMatchObject({ kind: 'embedded', running: true, migrated: true });
      expect(data.embedded?.directory.startsWith(home)).toBe(true);
      expect((await host.artifact('config show', [], own)).data.database).toEqual({
        source: 'embedded',
        url: null,
      });
    } finally {
      expect((await host.artifact('db stop', [], own)).data.stopped).toBe(true);
      await rm(home, { recursive: true, force: true });
    }
  });
});
