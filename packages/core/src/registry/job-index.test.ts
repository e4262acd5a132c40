import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import {
  entryCode,
  extensionFiles,
  type Files,
  jobModule,
  TemporaryHosts,
  writeFiles,
} from '../../../../test/registry/host-fixture.js';
import { ConfigurationInvalidError } from '../config/configuration-errors.js';
import { buildJobIndex, JobIndexUnwritableError } from './build-job-index.js';
import { jobIndexFile, JobIndexStaleError } from './job-index.js';
import { openRegistry } from './open-registry.js';

const hosts = new TemporaryHosts();
afterAll(async () => hosts.remove());

const secret = 's3cret';

const configuration = {
  extensions: [{ use: './blog', configuration: { apiKey: secret } }, './idle'],
  database: { url: `postgres://app:${secret}@db/infra` },
  jobs: {
    ingest: { parameters: { directory: 'posts' }, schedules: { nightly: { schedule: '0 0 3 * * *' } } },
  },
  worker: { grace: '1m' },
  retention: { logs: '2d' },
};

const counting = (name: string): string => `(globalThis.loads ??= []).push('${name}');`;

const files: Files = {
  ...extensionFiles('blog', {
    'entry.js': entryCode(
      "{ name: 'blog', jobs: [() => import('./jobs/ingest.js'), () => import('./jobs/publish.js')], configuration: z.object({ apiKey: z.string() }), migrations: { first: {} } }",
      counting('blog'),
    ),
    'jobs/ingest.js': jobModule(
      'Ingest',
      "name: 'ingest', schedule: '0 0 * * * *', parameters: z.object({ directory: z.string() })",
      counting('ingest'),
    ),
    'jobs/publish.js': jobModule('Publish', "name: 'publish', misfire: { runAll: 2 }", counting('publish')),
  }),
  ...extensionFiles('idle', {
    'entry.js': entryCode(
      "{ name: 'idle', jobs: [() => import('./idle.js')], dependsOn: ['blog'] }",
      counting('idle'),
    ),
    'idle.js': jobModule('Idle', "name: 'idle'"),
  }),
};

/** A host without an index. */
async function host(more: Files = {}): Promise<string> {
  return hosts.make({ 'infra.config.json': JSON.stringify(configuration), ...files, ...more });
}

/** A host with its index, whose modules have been loaded by nobody: a copy of one that was built. */
async function builtHost(more: Files = {}): Promise<string> {
  const built = await host(more);
  await buildJobIndex({ cwd: built });
  const copy = await hosts.make({});
  await cp(built, copy, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  return copy;
}

function loads(): unknown[] {
  return ((globalThis as { loads?: unknown[] }).loads ??= []);
}

describe('a registry that is read from the index', () => {
  test('says the same as one made from the code', async () => {
    const cwd = await builtHost();
    const indexed = await openRegistry({ cwd });
    const live = await openRegistry({ cwd, useIndex: false });
    expect(indexed.index).toEqual({ used: true });
    expect(live.index).toMatchObject({ used: false });
    expect(indexed.host).toEqual(live.host);
    expect(indexed.registry.jobs).toEqual(live.registry.jobs);
    expect(indexed.registry.extensions).toEqual(live.registry.extensions);
    expect(() => (indexed.registry.jobs as unknown[]).pop()).toThrow(TypeError);
  });

  test("loads no code, and for one job the entry of its extension and that job's module", async () => {
    const cwd = await builtHost();
    loads().length = 0;
    const { registry } = await openRegistry({ cwd });
    expect(registry.jobs.map(({ name }) => name)).toEqual(['idle', 'ingest', 'publish']);
    expect(loads()).toEqual([]);
    const loaded = await registry.load('ingest');
    expect(loads()).toEqual(['blog', 'ingest']);
    expect(loaded.jobClass.name).toBe('Ingest');
    expect(loaded.schema?.safeParse({ directory: 'x' }).success).toBe(true);
    expect((await registry.loadExtension('blog')).configuration).toEqual({ apiKey: secret });
    expect((await registry.loadExtensions()).map(({ extension }) => extension.name)).toEqual([
      'blog',
      'idle',
    ]);
    expect(loads()).toEqual(['blog', 'ingest', 'idle']);
  });

  test('holds no secret', async () => {
    const cwd = await builtHost();
    expect(await readFile(jobIndexFile(cwd), 'utf8')).not.toContain(secret);
  });

  test('names the modules of an extension outside the host, wherever the two are moved together', async () => {
    const root = await hosts.make({
      'app/infra.config.json': JSON.stringify({ extensions: ['../lib'] }),
      ...extensionFiles('lib', {
        'entry.js': entryCode("{ name: 'lib', jobs: [() => import('./job.js')] }"),
        'job.js': jobModule('Work', "name: 'work'"),
      }),
    });
    await buildJobIndex({ cwd: join(root, 'app') });
    const moved = await hosts.make({});
    await Promise.all(
      ['app', 'lib'].map(async (name) => cp(join(root, name), join(moved, name), { recursive: true })),
    );
    const { registry, index } = await openRegistry({ cwd: join(moved, 'app') });
    expect(index).toEqual({ used: true });
    expect(registry.require('work').module).toBe(join(moved, 'lib/job.js'));
    expect((await registry.load('work')).jobClass.name).toBe('Work');
  });

  test('stays valid when only what is not in it differs: the database and what extensions are configured with', async () => {
    const cwd = await builtHost();
    const moved = {
      ...configuration,
      database: { url: 'postgres://elsewhere/infra', poolSize: 3 },
      extensions: [{ use: './blog', configuration: { apiKey: 'other' } }, './idle'],
    };
    await writeFile(join(cwd, 'infra.config.json'), JSON.stringify(moved));
    const { host: opened, registry, index } = await openRegistry({ cwd });
    expect(index).toEqual({ used: true });
    expect(opened.settings.database).toMatchObject({ url: 'postgres://elsewhere/infra', poolSize: 3 });
    expect((await registry.loadExtension('blog')).configuration).toEqual({ apiKey: 'other' });
  });

  test("depends on an extension's configuration where its migrations do", async () => {
    const extensions = (tables: string): object => ({
      extensions: [{ use: './own', configuration: { tables } }],
    });
    const code = entryCode(
      "{ name: 'own', jobs: [], configuration: z.object({ tables: z.string() }), migrations: ({ tables }) => (tables === 'ours' ? { first: {} } : {}) }",
    );
    const cwd = await hosts.make({
      'infra.config.json': JSON.stringify(extensions('ours')),
      ...extensionFiles('own', { 'entry.js': code }),
    });
    await buildJobIndex({ cwd });
    const built = await openRegistry({ cwd });
    expect(built.index).toEqual({ used: true });
    expect(built.registry.extensions).toMatchObject([{ name: 'own', migrations: ['first'] }]);
    await writeFile(join(cwd, 'infra.config.json'), JSON.stringify(extensions('theirs')));
    const changed = await openRegistry({ cwd });
    expect(changed.index).toEqual({
      used: false,
      reason: "the configuration of the extension './own' has changed",
    });
    expect(changed.registry.extensions).toMatchObject([{ name: 'own', migrations: [] }]);
  });

  test('checks what is not in it all the same', async () => {
    const cwd = await builtHost();
    const path = join(cwd, 'infra.config.json');
    await writeFile(path, JSON.stringify({ ...configuration, database: { url: 'mysql://db' } }));
    await expect(openRegistry({ cwd })).rejects.toThrow(
      /database\.url: is not a URL that starts with postgres:/,
    );
    await writeFile(
      path,
      JSON.stringify({
        ...configuration,
        extensions: [{ use: './blog', configuration: { apiKey: 5 } }, './idle'],
      }),
    );
    const { registry } = await openRegistry({ cwd });
    await expect(registry.load('ingest')).rejects.toThrow(ConfigurationInvalidError);
    await expect(registry.load('ingest')).rejects.toThrow(
      /extensions\[0\]\.configuration\.apiKey: .*\(extension 'blog'\)/,
    );
  });
});

describe('a stale index', () => {
  const changes: readonly (readonly [
    what: string,
    change: (cwd: string) => Promise<void>,
    reason: RegExp,
  ])[] = [
    ['a job module', (cwd) => append(cwd, 'blog/jobs/publish.js'), /extension '\.\/blog' has changed/],
    [
      'a module beside it',
      (cwd) => writeFiles(cwd, { 'blog/jobs/more.mts': '' }),
      /extension '\.\/blog' has changed/,
    ],
    [
      'a JSON file',
      (cwd) => writeFiles(cwd, { 'blog/jobs/data.json': '{}' }),
      /extension '\.\/blog' has changed/,
    ],
    ['a removed module', (cwd) => rm(join(cwd, 'blog/jobs/ingest.js')), /extension '\.\/blog' has changed/],
    ['a package.json', (cwd) => append(cwd, 'idle/package.json'), /extension '\.\/idle' has changed/],
    [
      'an extension that is gone',
      (cwd) => rm(join(cwd, 'idle'), { recursive: true }),
      /extension '\.\/idle' is faulty: there is no such file/,
    ],
    ['the configuration of a job', (cwd) => configure(cwd, { jobs: {} }), /the configuration has changed/],
    [
      'the list of extensions',
      (cwd) => configure(cwd, { extensions: ['./idle'] }),
      /the configuration has changed/,
    ],
    [
      'an index of another version',
      (cwd) => rewrite(cwd, /"core":"[^"]+"/, '"core":"0.0.0"'),
      /another version/,
    ],
    ['an index of another format', (cwd) => rewrite(cwd, /"format":\d+/, '"format":0'), /another version/],
    ['half an index', (cwd) => rewrite(cwd, /.{100}$/s, ''), /another version/],
  ];

  test.each(changes)('is noticed by content: %s', async (_, change, reason) => {
    const cwd = await builtHost();
    await change(cwd);
    vi.stubEnv('NODE_ENV', 'production');
    const opened = openRegistry({ cwd });
    await expect(opened).rejects.toBeInstanceOf(JobIndexStaleError);
    await expect(opened).rejects.toThrow(reason);
    await expect(opened).rejects.toThrow(/job-index\.json is stale \(.*\): run `infra build`$/);
  });

  test('is passed over outside production: the extensions are loaded', async () => {
    const cwd = await builtHost();
    await writeFiles(cwd, { 'blog/jobs/publish.js': jobModule('Publish', "name: 'publish_all'") });
    const { registry, index } = await openRegistry({ cwd });
    expect(registry.jobs.map(({ name }) => name)).toEqual(['idle', 'ingest', 'publish_all']);
    expect(index).toEqual({ used: false, reason: "the extension './blog' has changed" });
  });

  test.each([
    ['a test', { 'blog/jobs/ingest.test.js': '' }],
    ['declarations and maps', { 'blog/jobs/ingest.d.ts': '', 'blog/jobs/ingest.js.map': '' }],
    ['a text', { 'blog/README.md': '' }],
    ['a dot folder and a node_modules', { 'blog/.cache/x.js': '', 'blog/node_modules/x/index.js': '' }],
  ])('is not made by %s', async (_, more) => {
    const cwd = await builtHost();
    await writeFiles(cwd, more);
    expect((await openRegistry({ cwd })).index).toEqual({ used: true });
  });

  test('is made by the target of a link to a source', async () => {
    const root = await host({ 'shared.js': 'export const a = 1;' });
    await symlink(join(root, 'shared.js'), join(root, 'blog/shared.js'));
    await buildJobIndex({ cwd: root });
    expect((await openRegistry({ cwd: root })).index).toEqual({ used: true });
    await append(root, 'shared.js');
    expect((await openRegistry({ cwd: root })).index).toMatchObject({ used: false });
  });
});

describe('infra build', () => {
  test('reports what it wrote, and jobs whose class nobody can import', async () => {
    const cwd = await host({
      ...extensionFiles('idle', {
        'entry.js': entryCode(
          "{ name: 'idle', jobs: [Hidden, Seen] }",
          `class Hidden { async execute() { return JobResult.success(); } }
           Job({ name: 'hidden' })(Hidden);
           export class Seen { async execute() { return JobResult.success(); } }
           Job({ name: 'seen' })(Seen);`,
        ),
      }),
    });
    expect(await buildJobIndex({ cwd })).toEqual({
      index: join(cwd, '.infra/job-index.json'),
      declarations: join(cwd, '.infra/jobs.d.ts'),
      jobs: 4,
      extensions: 2,
      undeclared: ['hidden'],
    });
    expect(await readFile(join(cwd, '.infra/jobs.d.ts'), 'utf8')).toContain(
      [
        "declare module '@infra/traits' {",
        '  interface Jobs {',
        '    ingest: typeof import("../blog/jobs/ingest.js").Ingest;',
        '    publish: typeof import("../blog/jobs/publish.js").Publish;',
        '    seen: typeof import("../idle/entry.js").Seen;',
        '  }',
        '}',
      ].join('\n'),
    );
  });

  test('writes nothing for a faulty host', async () => {
    const cwd = await host({ 'idle/entry.js': 'export default 5;' });
    await expect(buildJobIndex({ cwd })).rejects.toMatchObject({ code: 'extension_faulty' });
    await expect(readFile(jobIndexFile(cwd))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('says when it cannot write, and leaves nothing half written', async () => {
    const cwd = await host();
    await mkdir(jobIndexFile(cwd), { recursive: true });
    await expect(buildJobIndex({ cwd })).rejects.toBeInstanceOf(JobIndexUnwritableError);
    await expect(buildJobIndex({ cwd })).rejects.toThrow(/job-index\.json cannot be written: /);
  });
});

async function append(cwd: string, path: string): Promise<void> {
  await writeFile(join(cwd, path), '\n', { flag: 'a' });
}

async function configure(cwd: string, changed: object): Promise<void> {
  await writeFile(join(cwd, 'infra.config.json'), JSON.stringify({ ...configuration, ...changed }));
}

async function rewrite(cwd: string, pattern: RegExp, replacement: string): Promise<void> {
  const text = await readFile(jobIndexFile(cwd), 'utf8');
  await writeFile(jobIndexFile(cwd), text.trimEnd().replace(pattern, replacement));
}
