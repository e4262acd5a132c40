import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InfraHost } from './infra-host.js';

const tsc = fileURLToPath(new URL('../../node_modules/@typescript/native/bin/tsc', import.meta.url));

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make();
  await rm(join(host.directory, 'infra.config.json'));
});

afterAll(() => host.remove());

describe('infra new', () => {
  test('an extension runs at once, without a build', async () => {
    const { data } = await host.artifact('new extension', ['weather']);
    expect(data.files).toEqual([
      'extensions/weather/package.json',
      'extensions/weather/tsconfig.json',
      'extensions/weather/README.md',
      'extensions/weather/src/extension.ts',
      'extensions/weather/src/jobs/weather-example.ts',
      'extensions/weather/src/jobs/weather-example.test.ts',
      'infra.config.json',
    ]);
    await host.infra(['db', 'migrate']);
    const ran = await host.artifact('jobs run', ['weather_example', '-p', 'items=3']);
    expect(ran.data.jobs_run[0]!.result).toMatchObject({ success: true, items_processed: 3 });
  });

  test('a job is one file more, and is registered', async () => {
    const { data } = await host.artifact('new job', ['fetch_forecast', '--schedule', '0 */5 * * * *']);
    expect(data.files).toEqual(['extensions/weather/src/jobs/fetch-forecast.ts']);
    expect((await host.artifact('jobs list', [], { spawned: true })).data.jobs).toMatchObject([
      { name: 'fetch_forecast', schedule: '0 */5 * * * *', extension: 'weather' },
      { name: 'weather_example' },
    ]);
  });

  test('what it writes builds, and its test passes', async () => {
    const directory = join(host.directory, 'extensions', 'weather');
    const run = promisify(execFile);
    await run(process.execPath, [tsc], { cwd: directory });
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
    const { stdout } = await run(process.execPath, ['--test', 'dist/**/*.test.js'], { cwd: directory, env });
    expect(stdout).toMatch(/pass 1\b/);
  });

  test('nothing is overwritten', async () => {
    const entry = join(host.directory, 'extensions/weather/src/extension.ts');
    const before = await readFile(entry, 'utf8');
    expect(await host.failure(['new', 'extension', 'weather'])).toMatchObject({ code: 'usage', exitCode: 2 });
    expect(await host.failure(['new', 'job', 'fetch_forecast'])).toMatchObject({
      code: 'usage',
      exitCode: 2,
    });
    expect(await readFile(entry, 'utf8')).toBe(before);
  });

  test.each([
    [['job', 'fetchForecast'], /no name for a job/],
    [['job', 'fetch-forecast'], /no name for a job/],
    [['job', '../escape'], /no name for a job/],
    [['extension', '../escape'], /no name for an extension/],
    [['job', 'five_fields', '--schedule', '0 * * * *'], /5 fields; put a seconds field first/],
    [['job', 'elsewhere', '--extension', 'nowhere'], /no extension 'nowhere'/],
  ])('%j is refused and writes nothing', async (words, message) => {
    const before = await readdir(host.directory, { recursive: true });
    const error = await host.failure(['new', ...words]);
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(message);
    expect(await readdir(host.directory, { recursive: true })).toEqual(before);
  });

  test('which of several extensions is asked of nobody who is not there', async () => {
    await host.artifact('new extension', ['tides']);
    const both = '{"extensions": ["./extensions/weather", "./extensions/tides"]}';
    await writeFile(join(host.directory, 'infra.config.json'), both);
    const error = await host.failure(['new', 'job', 'third']);
    expect(error).toMatchObject({ code: 'confirmation_required', exitCode: 2 });
    expect(error.message).toMatch(/--extension is one of tides, weather/);
    expect((await host.artifact('new job', ['third', '--extension', 'tides'])).data.files).toEqual([
      'extensions/tides/src/jobs/third.ts',
    ]);
  });
});
