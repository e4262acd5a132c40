import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { entryCode, extensionFiles, type Files, jobModule, TemporaryHosts } from './host-fixture.js';

// Each in a process of its own, as the command line is one, on what is built.
const built = (path: string): string =>
  JSON.stringify(new URL(`../../packages/core/dist/${path}`, import.meta.url).href);

const hosts = new TemporaryHosts();
afterAll(async () => hosts.remove());

/** Runs a module's text in a new process and returns what it prints as JSON. */
async function inProcess(code: string, cwd: string): Promise<unknown> {
  const arguments_ = ['--input-type=module', '--eval', code];
  const { stdout } = await promisify(execFile)(process.execPath, arguments_, { cwd, env: environment() });
  return JSON.parse(stdout);
}

// Without the conditions under which the tests themselves run.
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_ENV: __, ...rest } = process.env;
  return rest;
}

async function build(cwd: string): Promise<unknown> {
  return inProcess(
    `const { buildJobIndex } = await import(${built('registry/build-job-index.js')});
     console.log(JSON.stringify(await buildJobIndex({ cwd: '.' })));`,
    cwd,
  );
}

/** Opens a host's registry, recording which modules that loads. */
async function open(cwd: string, then = ''): Promise<{ index: unknown; loaded: string[]; result: unknown }> {
  const code = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    const { openRegistry } = await import(${built('registry/open-registry.js')});
    const { registry, index } = await openRegistry({ cwd: '.' });
    let result = registry.jobs.length;
    ${then}
    console.log(JSON.stringify({ index, loaded, result }));`;
  return (await inProcess(code, cwd)) as Awaited<ReturnType<typeof open>>;
}

function manyJobs(count: number): Files {
  const names = Array.from({ length: count }, (_, index) => `job_${index}`);
  const module = (name: string): string =>
    jobModule(
      `Job${name}`,
      `name: '${name}', description: 'Does its work', schedule: '0 0 * * * *', parameters: z.object({ directory: z.string().default('posts') })`,
    );
  return {
    'infra.config.mjs': "export default { extensions: ['./many'] };",
    ...extensionFiles('many', {
      'entry.js': entryCode(
        `{ name: 'many', jobs: [${names.map((name) => `() => import('./jobs/${name}.js')`).join(', ')}] }`,
      ),
      ...Object.fromEntries(names.map((name) => [`jobs/${name}.js`, module(name)])),
    }),
  };
}

describe('with an index', () => {
  test('reading a registry loads no extension and none of the heavy libraries; loading a job, one module of it', async () => {
    const cwd = await hosts.make(manyJobs(10));
    await build(cwd);
    const reading = await open(cwd);
    expect(reading).toMatchObject({ index: { used: true }, result: 10 });
    const heavy = /node_modules\/(zod|tsyringe|jiti|kysely|cron-parser|pg|croner)\/|traits\/dist|\/many\//;
    expect(reading.loaded.filter((url) => heavy.test(url))).toEqual([]);
    const loading = await open(cwd, "result = (await registry.load('job_7')).jobClass.name;");
    expect(loading.result).toBe('Jobjob_7');
    expect(
      loading.loaded.filter((url) => url.includes('/many/')).map((url) => url.replace(/^.*\/many\//, '')),
    ).toEqual(['entry.js', 'jobs/job_7.js']);
  });

  test('hundreds of jobs are read and verified', async () => {
    const cwd = await hosts.make(manyJobs(300));
    await build(cwd);
    const { index, result } = await open(cwd);
    expect([index, result]).toEqual([{ used: true }, 300]);
  });
});

describe('what Node itself loads', () => {
  test('an extension is a package in node_modules as well as a folder', async () => {
    const cwd = await hosts.make({
      'infra.config.json': '{ "extensions": ["@acme/posts", "plain"] }',
      'node_modules/@acme/posts/package.json':
        '{ "type": "module", "exports": {}, "infra": { "entry": "./x.js" } }',
      'node_modules/@acme/posts/x.js': entryCode("{ name: 'posts', jobs: [() => import('./job.js')] }"),
      'node_modules/@acme/posts/job.js': jobModule('Ingest', "name: 'ingest'"),
      'node_modules/plain/package.json': '{ "type": "module", "infra": { "entry": "entry.js" } }',
      'node_modules/plain/entry.js': entryCode("{ name: 'plain', jobs: [] }"),
    });
    const { index, result } = await open(cwd, "result = registry.require('ingest').module;");
    expect(index).toEqual({ used: false, reason: 'there is none' });
    expect(result).toBe('node_modules/@acme/posts/job.js');
  });

  test('an extension in TypeScript runs from the index too, its jobs injected by type', async () => {
    const cwd = await hosts.make({
      'infra.config.ts': "const extensions: string[] = ['./typed'];\nexport default { extensions };",
      ...extensionFiles(
        'typed',
        {
          'extension.ts':
            "import { defineExtension } from '@infra/traits';\nexport default defineExtension({ name: 'typed', jobs: [() => import('./job.js')] });",
          'clock.ts':
            "import { singleton } from '@infra/traits';\n@singleton() export class Clock { zone = 'UTC' as const; }",
          'job.ts': `
            import { Job, JobResult, type JobContext } from '@infra/traits';
            import { Clock } from './clock.js';
            @Job({ name: 'tell_time' })
            export class TellTime {
              constructor(private readonly clock: Clock) {}
              async execute(_: JobContext) { return JobResult.success().withMessage(this.clock.zone); }
            }`,
        },
        './extension.ts',
      ),
    });
    await build(cwd);
    const { index, result } = await open(
      cwd,
      `const { createExtensionScope } = await import(${built('registry/extension-scope.js')});
       const job = await registry.load('tell_time');
       const scope = createExtensionScope(registry, '.');
       await scope.prepare(job);
       result = await scope.instantiate(job).execute({});`,
    );
    expect(index).toEqual({ used: true });
    expect(result).toMatchObject({ success: true, message: 'UTC' });
  });

  test.each([
    ['infra.config.js', 'export default {\n  extensions: [,\n};', 3],
    ['infra.config.mjs', 'export default {\n  extensions: [,\n};', 3],
    ['infra.config.ts', "const a: string = '';\nexport default {\n  b: c d,\n};", 3],
    ['infra.config.ts', "enum A { B = 'b' }\n\nconst c: string = A.D.length;\nexport default {};", 3],
  ])('a mistake in %s is shown with its line: %#', async (name, content, line) => {
    const cwd = await hosts.make({});
    await writeFile(join(cwd, name), content);
    const code = `
      const { loadConfiguration } = await import(${built('config/load-configuration.js')});
      const error = await loadConfiguration({ cwd: '.' }).catch((error) => error);
      console.log(JSON.stringify({ code: error.code, message: error.message }));`;
    expect(await inProcess(code, cwd)).toEqual({
      code: 'configuration_invalid',
      message: expect.stringContaining(`${join(cwd, name)}:${line}: `),
    });
  });

  test('a configuration with types only needs no jiti', async () => {
    const cwd = await hosts.make({ 'infra.config.ts': 'export default { extensions: [] as string[] };' });
    const { loaded } = await open(cwd);
    expect(loaded.filter((url) => url.includes('/jiti/'))).toEqual([]);
    expect(
      loaded.filter((url) => url.startsWith('file:') && fileURLToPath(url).startsWith(cwd)),
    ).toHaveLength(1);
  });
});
