import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openTestDatabase } from '@infra/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InfraHost } from './infra-host.js';

let host: InfraHost;
let nowhere: string;

beforeAll(async () => {
  host = await InfraHost.make();
  nowhere = await mkdtemp(join(tmpdir(), 'infra-nowhere-'));
});

afterAll(async () => {
  await host.remove();
  await rm(nowhere, { recursive: true, force: true });
});

describe('with no configuration in sight', () => {
  test.each([
    [['jobs', 'list']],
    [['jobs', 'run', 'x']],
    [['config', 'show']],
    [['extensions', 'list']],
    [['db', 'status']],
    [['build']],
    [['work']],
  ])('infra %j says in one line how to begin, exit code 3', async (words) => {
    const { code, stdout, stderr } = await host.infra(words, { cwd: nowhere });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr.split('\n')[0]).toMatch(/^error: no infra\.config.* to begin, /);
  });

  test.each([
    [['--help']],
    [['jobs', 'run', '--help']],
    [['--version']],
    [['completion', 'bash']],
    [['schema']],
  ])('infra %j works', async (words) => {
    const { code, stderr } = await host.infra(words, { cwd: nowhere });
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('an error', () => {
  test('is a sentence and a hint on stderr; stdout stays empty', async () => {
    const { code, stdout, stderr } = await host.infra(['jobs', 'lst']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe("error: unknown command 'lst': did you mean 'list'?\n");
  });

  test('of a database that cannot be reached does not tell the password', async () => {
    const env = { DATABASE_URL: 'postgres://app:s3cret@127.0.0.1:1/infra' };
    const error = await host.failure(['jobs', 'list'], { env });
    expect(error).toMatchObject({ code: 'database_unreachable', exitCode: 4 });
    expect(JSON.stringify(error)).not.toContain('s3cret');
  });

  test('of a schema that a newer program has closed to this one says so and touches nothing', async () => {
    const newer = await InfraHost.make();
    const database = openTestDatabase(newer.database.connection);
    try {
      await newer.artifact('db migrate');
      await database.query({
        name: 'newer_program',
        text: `update infra_schema set version = 99, works_with = 99 where package = 'core'`,
      });
      for (const words of [
        ['jobs', 'list'],
        ['jobs', 'run', 'tidy'],
        ['db', 'migrate'],
      ]) {
        expect(await newer.failure(words)).toMatchObject({ code: 'schema_too_new', exitCode: 4 });
      }
      const [runs] = await database.query<{ runs: number }>({
        name: 'runs',
        text: 'select count(*)::int as runs from job_runs',
      });
      expect(runs).toEqual({ runs: 0 });
    } finally {
      await database.close();
      await newer.remove();
    }
  });

  test('of a state directory that cannot be made says which and how to choose another', async () => {
    // A file in the way stops root too, which no permission does.
    const inTheWay = join(nowhere, 'file');
    await writeFile(inTheWay, '');
    const env = { DATABASE_URL: undefined, INFRA_HOME: join(inTheWay, 'state') };
    expect(await host.failure(['jobs', 'list'], { env })).toMatchObject({
      code: 'state_directory_unusable',
      exitCode: 3,
      message: expect.stringContaining(inTheWay),
      hint: expect.stringContaining('INFRA_HOME'),
    });
  });

  test('of --database wins over the environment', async () => {
    const error = await host.failure([
      '--database',
      'postgres://app:s3cret@127.0.0.1:2/other',
      'jobs',
      'list',
    ]);
    expect(error).toMatchObject({ code: 'database_unreachable' });
    expect(error.message).toContain('other');
  });

  test('in the configuration names the line and every mistake', async () => {
    const broken = join(nowhere, 'broken.json');
    await writeFile(broken, '{\n  "extensions": [\n}\n');
    const syntax = await host.failure(['--config', broken, 'jobs', 'list']);
    expect(syntax).toMatchObject({ code: 'configuration_invalid', exitCode: 3 });
    expect(syntax.message).toContain('broken.json:3');

    const wrong = join(nowhere, 'wrong.json');
    await writeFile(wrong, '{"extensions": [], "wroker": {}, "retention": {"runs": "soon"}}');
    const { message } = await host.failure(['--config', wrong, 'jobs', 'list']);
    expect(message).toContain("'worker'");
    expect(message).toContain('retention.runs');
  });

  test('says which extension is missing for a command that needs it', async () => {
    const without = join(host.directory, 'without-maintenance.json');
    await writeFile(without, '{"extensions": ["./clockwork"]}');
    for (const command of ['cleanup-sessions', 'log-cleanup']) {
      const error = await host.failure(['jobs', command, '--config', without]);
      expect(error).toMatchObject({ code: 'usage', exitCode: 2 });
      expect(error.hint).toContain('@infra/maintenance');
    }
  });

  test('is none when the reader of the output has seen enough', async () => {
    await host.infra(['db', 'migrate']);
    const child = host.start(['jobs', 'list']);
    child.stdout.destroy();
    const [code, stderr] = await Promise.all([
      new Promise((resolve) => child.once('exit', resolve)),
      text(child.stderr),
    ]);
    expect([code, stderr]).toEqual([0, '']);
  });

  test('shows its stack only with --debug', async () => {
    const words = ['jobs', 'show', 'nope'];
    expect((await host.infra(words)).stderr).not.toMatch(/^\s+at /m);
    expect((await host.infra([...words, '--debug'])).stderr).toMatch(/^\s+at /m);
  });
});
