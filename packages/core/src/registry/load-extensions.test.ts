import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  entryCode,
  extensionFiles,
  type Files,
  jobCode,
  jobModule,
  TemporaryHosts,
} from '../../../../test/registry/host-fixture.js';
import { ConfigurationInvalidError } from '../config/configuration-errors.js';
import { ExtensionFaultyError } from './extension-faulty-error.js';
import { JobNotFoundError } from './job-not-found-error.js';
import { type OpenedRegistry, openRegistry } from './open-registry.js';
import { resolveExtension } from './resolve-extension.js';

const hosts = new TemporaryHosts();
afterAll(async () => hosts.remove());

async function open(configuration: object, files: Files): Promise<OpenedRegistry> {
  const cwd = await hosts.make({ 'infra.config.json': JSON.stringify(configuration), ...files });
  return openRegistry({ cwd });
}

async function faults(configuration: object, files: Files): Promise<ExtensionFaultyError> {
  const error: unknown = await open(configuration, files).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ExtensionFaultyError);
  return error as ExtensionFaultyError;
}

async function mistakes(configuration: object, files: Files): Promise<readonly string[]> {
  const error: unknown = await open(configuration, files).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ConfigurationInvalidError);
  return (error as ConfigurationInvalidError).issues.map(({ path, message }) => `${path}: ${message}`);
}

const healthy = extensionFiles('healthy', { 'entry.js': entryCode("{ name: 'healthy', jobs: [] }") });

/** An extension `name` whose one file declares jobs, each given as the inside of `@Job`'s argument. */
function withJobs(name: string, ...definitions: string[]): Files {
  const classes = definitions.map((definition, index) => jobCode(`Job${index}`, definition));
  const jobs = definitions.map((_, index) => `Job${index}`).join(', ');
  return extensionFiles(name, {
    'entry.js': entryCode(`{ name: '${name}', jobs: [${jobs}] }`, classes.join('\n')),
  });
}

describe('a registry', () => {
  test('has the jobs of every extension, classes and lazy modules alike, sorted by name', async () => {
    const { registry, host, index } = await open(
      { extensions: ['./zoo', './blog'] },
      {
        ...extensionFiles('blog', {
          'entry.js': entryCode(
            "{ name: 'blog', jobs: [() => import('./two-jobs.js'), Here], migrations: { b: {}, a: {} } }",
            jobCode(
              'Here',
              "name: 'publish', schedule: '0 0 * * * *', tags: ['web'], description: 'Publishes'",
            ),
          ),
          'two-jobs.js': `${jobModule('Ingest', "name: 'ingest'")}\n${jobCode('Clean', "name: 'clean'")}\nexport const other = 1;`,
        }),
        ...withJobs('zoo', "name: 'feed', parameters: z.object({ animal: z.string().default('cat') })"),
      },
    );
    expect(registry.jobs.map(({ name, module }) => [name, module])).toEqual([
      ['clean', 'blog/two-jobs.js'],
      ['feed', 'zoo/entry.js'],
      ['ingest', 'blog/two-jobs.js'],
      ['publish', 'blog/entry.js'],
    ]);
    expect(registry.find('publish')).toEqual({
      name: 'publish',
      description: 'Publishes',
      extension: 'blog',
      tags: ['web'],
      schedule: '0 0 * * * *',
      timeZone: 'UTC',
      enabled: true,
      schedules: [
        { name: 'default', schedule: '0 0 * * * *', timeZone: 'UTC', parameters: {}, enabled: true },
      ],
      parameters: null,
      configuredParameters: {},
      timeoutMs: null,
      retry: {
        maxAttempts: 1,
        kind: 'exponential',
        firstMs: 10_000,
        factor: 2,
        capMs: 3_600_000,
        jitter: 0.1,
        retryOn: null,
        giveUpOn: [],
      },
      overlap: 'skip',
      misfire: 'run-once',
      clockChange: {},
      jitterMs: 0,
      concurrency: null,
      rate: null,
      queue: 'default',
      priority: 0,
      conflictGroup: 'blog',
      after: [],
      approval: 'auto',
      estimates: false,
      checks: false,
      subject: null,
      isolation: 'none',
      cancelGraceMs: 5000,
      alert: { after: 3, pause: false },
      formerly: [],
      phases: null,
      resumable: false,
      chain: null,
      module: 'blog/entry.js',
    });
    expect(registry.find('feed')).toMatchObject({
      schedule: '',
      schedules: [],
      parameters: { type: 'object', properties: { animal: { type: 'string', default: 'cat' } } },
    });
    expect(registry.extensions).toEqual([
      {
        name: 'blog',
        use: './blog',
        version: '1.2.3',
        directory: join(host.directory, 'blog'),
        entry: join(host.directory, 'blog/entry.js'),
        dependsOn: [],
        jobs: ['clean', 'ingest', 'publish'],
        migrations: ['a', 'b'],
        chains: [],
      },
      expect.objectContaining({ name: 'zoo', jobs: ['feed'] }),
    ]);
    expect(index).toEqual({ used: false, reason: 'there is none' });
  });

  test('is frozen all the way down', async () => {
    const { registry } = await open(
      { extensions: ['./a'], jobs: { one: { parameters: { list: [1] } } } },
      withJobs('a', "name: 'one', parameters: z.object({ list: z.array(z.number()) })"),
    );
    const list = registry.require('one').configuredParameters['list'] as number[];
    expect(() => list.push(2)).toThrow(TypeError);
    expect(() => (registry.jobs as unknown[]).pop()).toThrow(TypeError);
  });

  test('finds a job by its name and suggests the nearest for a wrong one', async () => {
    const { registry } = await open({ extensions: ['./a'] }, withJobs('a', "name: 'publish_content'"));
    expect(registry.find('publish_contnt')).toBeUndefined();
    expect(() => registry.require('publish_contnt')).toThrow(JobNotFoundError);
    expect(() => registry.require('publish_contnt')).toThrow(
      /there is no job 'publish_contnt': did you mean 'publish_content'\?/,
    );
    await expect(registry.load('publish_contnt')).rejects.toThrow(JobNotFoundError);
  });

  test('loads a job with its class, its schema and its extension', async () => {
    const { registry } = await open(
      { extensions: ['./a'] },
      withJobs('a', "name: 'one', parameters: z.object({ n: z.number() })", "name: 'two'"),
    );
    const loaded = await registry.load('one');
    expect(loaded).toMatchObject({ job: { name: 'one' }, extension: { name: 'a' } });
    expect(loaded.jobClass.name).toBe('Job0');
    expect(loaded.schema?.safeParse({ n: 1 }).success).toBe(true);
    expect((await registry.load('two')).schema).toBeNull();
  });

  test('gives the extensions in the order of their dependencies', async () => {
    const extension = (name: string, dependsOn: string): Files =>
      extensionFiles(name, {
        'entry.js': entryCode(`{ name: '${name}', jobs: [], dependsOn: [${dependsOn}] }`),
      });
    const { registry } = await open(
      { extensions: ['./a', './b', './c'] },
      { ...extension('a', "'c', 'b'"), ...extension('b', "'c'"), ...extension('c', '') },
    );
    expect((await registry.loadExtensions()).map(({ extension }) => extension.name)).toEqual(['c', 'b', 'a']);
  });
});

describe('an extension', () => {
  test('is found by its package name in the node_modules above, whatever its exports say', async () => {
    const manifest = JSON.stringify({ name: '@acme/posts', exports: {}, infra: { entry: './lib/x.js' } });
    const directory = await hosts.make({
      'node_modules/@acme/posts/package.json': manifest,
      'node_modules/@acme/posts/lib/x.js': '',
      'hosts/blog/package.json': '{}',
    });
    expect(resolveExtension('@acme/posts', join(directory, 'hosts/blog'))).toEqual({
      use: '@acme/posts',
      directory: join(directory, 'node_modules/@acme/posts'),
      version: null,
      entry: join(directory, 'node_modules/@acme/posts/lib/x.js'),
    });
  });

  test('may not name an entry outside its package', async () => {
    const directory = await hosts.make({
      'a/package.json': '{ "infra": { "entry": "../b.js" } }',
      'b.js': '',
    });
    expect(() => resolveExtension('./a', directory)).toThrow(/b\.js, outside the package/);
  });

  test('in TypeScript runs with no build: decorators, injection by type, one instance of a shared module', async () => {
    const job = (name: string): string => `
      import { Job, JobResult, type JobContext } from '@infra/traits';
      import { z } from 'zod';
      import { Clock } from './clock.js';
      const parameters = z.object({ directory: z.string() });
      @Job({ name: '${name}', schedule: '0 0 * * * *', parameters })
      export class Work {
        static readonly clock = Clock;
        constructor(readonly clock: Clock) {}
        async execute(context: JobContext<typeof parameters>) {
          return JobResult.success().withMessage(context.parameters.directory);
        }
      }`;
    const { registry } = await open(
      {
        extensions: ['./typed'],
        jobs: { one: { parameters: { directory: 'a' } }, two: { parameters: { directory: 'b' } } },
      },
      extensionFiles(
        'typed',
        {
          'src/extension.ts': `
            import { defineExtension } from '@infra/traits';
            export default defineExtension({ name: 'typed', jobs: [() => import('./one.js'), () => import('./two.js')] });`,
          'src/clock.ts': "export class Clock { readonly zone: string = 'UTC'; }",
          'src/one.ts': job('one'),
          'src/two.ts': job('two'),
        },
        './src/extension.ts',
      ),
    );
    expect(registry.jobs.map(({ module }) => module)).toEqual(['typed/src/one.ts', 'typed/src/two.ts']);
    const [one, two] = await Promise.all([registry.load('one'), registry.load('two')]);
    const clockOf = (jobClass: unknown): unknown => (jobClass as { clock: unknown }).clock;
    expect(clockOf(one.jobClass)).toBeTypeOf('function');
    expect(clockOf(one.jobClass)).toBe(clockOf(two.jobClass));
  });
});

describe('faulty extensions', () => {
  test('are all named at once with file and reason, and the healthy ones as healthy', async () => {
    const error = await faults(
      {
        extensions: [
          './healthy',
          './nowhere',
          '@acme/absent',
          './no-manifest',
          './no-file',
          './no-default',
          './throws',
          './broken',
          './odd',
        ],
      },
      {
        ...healthy,
        'no-manifest/package.json': '{ "type": "module" }',
        'no-file/package.json': '{ "infra": { "entry": "./dist/extension.js" } }',
        'no-default/package.json': '{ "type": "module", "infra": { "entry": "./entry.js" } }',
        'no-default/entry.js': "export default { name: 'forged', jobs: [] };",
        ...extensionFiles('throws', { 'entry.js': "\n\nthrow new Error('out of order');" }),
        ...extensionFiles('broken', {
          'entry.js': entryCode(
            "{ name: 'broken', jobs: [() => import('./bad-cron.js'), () => import('./no-job.js'), Plain, () => import('./absent.js')] }",
            'class Plain {}',
          ),
          'bad-cron.js': jobModule('BadCron', "name: 'bad_cron', schedule: '0 0 0 30 2 *'"),
          'no-job.js': 'export const nothing = 1;',
        }),
        'odd/package.json': '{ "infra": { "entri": "./entry.js" } }',
      },
    );
    const seen = error.faults.map(
      ({ extension, file, reason }) =>
        `${extension} | ${file.replace(/^.*\/infra-host-[^/]+\//, '')} | ${reason}`,
    );
    expect(seen).toEqual([
      './nowhere | nowhere/package.json | there is no such file',
      expect.stringMatching(/^@acme\/absent \| .* \| no package of this name is installed/),
      expect.stringMatching(
        /^\.\/no-manifest \| no-manifest\/package\.json \| its package\.json has no key "infra"/,
      ),
      expect.stringMatching(
        /^\.\/no-file \| no-file\/dist\/extension\.js \| its manifest names this file, which does not exist/,
      ),
      './no-default | no-default/entry.js | its default export is not what defineExtension(…) returns',
      './throws | throws/entry.js:3 | out of order',
      expect.stringMatching(
        /^broken \| broken\/bad-cron\.js:\d+ \| BadCron: schedule: cron day-of-month \(field 4\): '30' never comes/,
      ),
      'broken | broken/entry.js | the module of its jobs[1] exports no class with @Job',
      'broken | broken/entry.js | its jobs[2], the class Plain, has no @Job',
      expect.stringMatching(/^broken \| .* \| .*absent\.js/),
      "./odd | odd/package.json | its manifest has an unknown key 'entri': did you mean 'entry'?",
    ]);
    expect(error.healthy).toEqual(['healthy']);
    expect(error.message).toContain('healthy: healthy');
    expect(error.code).toBe('extension_faulty');
  });

  test('two jobs with one name are named with both files', async () => {
    const error = await faults(
      { extensions: ['./a', './b', './healthy'] },
      { ...withJobs('a', "name: 'same'"), ...withJobs('b', "name: 'same'"), ...healthy },
    );
    expect(error.faults).toEqual([
      {
        extension: 'b',
        file: expect.stringMatching(/\/b\/entry\.js$/),
        reason: expect.stringMatching(/^two jobs have the name 'same', the other one in .*\/a\/entry\.js$/),
      },
    ]);
    expect(error.healthy).toEqual(['a', 'healthy']);
  });

  test('a former name may not be the name of a living job, nor be claimed twice', async () => {
    const error = await faults(
      { extensions: ['./a', './b'] },
      {
        ...withJobs('a', "name: 'one', formerly: ['two', 'past']", "name: 'three', formerly: ['past']"),
        ...withJobs('b', "name: 'two'"),
      },
    );
    expect(error.faults.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(
        /^the job 'one' was formerly 'two', which is the name of a job in .*\/b\/entry\.js$/,
      ),
      expect.stringMatching(
        /^the job 'three' was formerly 'past', which is a former name of a job in .*\/a\/entry\.js$/,
      ),
    ]);
  });

  test('a missing dependency, a circle of them and a name used twice are faults', async () => {
    const error = await faults(
      { extensions: ['./a', './b', './c', './d', './a'] },
      {
        ...extensionFiles('a', { 'entry.js': entryCode("{ name: 'a', jobs: [], dependsOn: ['b'] }") }),
        ...extensionFiles('b', { 'entry.js': entryCode("{ name: 'b', jobs: [], dependsOn: ['a'] }") }),
        ...extensionFiles('c', { 'entry.js': entryCode("{ name: 'c', jobs: [], dependsOn: ['x'] }") }),
        ...extensionFiles('d', { 'entry.js': entryCode("{ name: 'c', jobs: [] }") }),
      },
    );
    expect(error.faults.map(({ extension, reason }) => `${extension}: ${reason}`)).toEqual([
      'a: it depends on itself: a → b → a',
      'b: it depends on itself: b → a → b',
      "c: it depends on 'x', which the host does not use",
      'a: it depends on itself: a → b → a',
      expect.stringMatching(/^c: another extension has its name, in .*\/c\/entry\.js$/),
      'a: the configuration lists it twice',
    ]);
  });
});

describe("the host's configuration of extensions and jobs", () => {
  test('is what migrations may depend on, and they are not asked under a configuration that is refused', async () => {
    const files = extensionFiles('a', {
      'entry.js': entryCode(
        "{ name: 'a', jobs: [], configuration: z.object({ own: z.boolean() }), migrations: ({ own }) => { if (own === undefined) throw new Error('asked'); return own ? { one: {} } : fail; } }",
      ),
    });
    const { registry } = await open({ extensions: [{ use: './a', configuration: { own: true } }] }, files);
    expect(registry.extensions).toMatchObject([{ migrations: ['one'] }]);
    expect(await mistakes({ extensions: ['./a'] }, files)).toEqual([
      "extensions[0].configuration.own: is missing (expected boolean) (extension 'a')",
    ]);
    const error = await faults({ extensions: [{ use: './a', configuration: { own: false } }] }, files);
    expect(error.message).toMatch(/extension 'a' is faulty: its migrations\(…\) threw: fail is not defined/);
  });

  test('is refused with every mistake at once: unknown jobs, parameters, extensions', async () => {
    expect(
      await mistakes(
        {
          extensions: [
            { use: './a', configuration: { directory: 5, directry: [] } },
            { use: './healthy', configuration: {} },
          ],
          jobs: {
            publish_contents: { enabled: false },
            old_name: {},
            by_hand: { parameters: { depth: 'deep', colour: 'red' } },
            timed: { schedules: { nightly: { schedule: '0 0 3 * * *', parameters: { depth: 'deep' } } } },
            publish_content: { parameters: { anything: 1 } },
          },
        },
        {
          ...healthy,
          ...extensionFiles('a', {
            'entry.js': entryCode(
              "{ name: 'a', jobs: [ByHand, Timed, Publish, Off], configuration: z.object({ directory: z.string(), depth: z.number() }) }",
              [
                'const parameters = z.object({ directory: z.string(), depth: z.number().optional() });',
                jobCode('ByHand', "name: 'by_hand', parameters, formerly: ['old_name']"),
                jobCode('Timed', "name: 'timed', parameters, schedule: '0 0 * * * *'"),
                jobCode('Publish', "name: 'publish_content'"),
                jobCode('Off', "name: 'off', parameters, schedule: '0 0 * * * *', enabled: false"),
              ].join('\n'),
            ),
          }),
        },
      ),
    ).toEqual([
      "extensions[0].configuration.directory: Invalid input: expected string, received number (extension 'a')",
      "extensions[0].configuration.depth: is missing (expected number) (extension 'a')",
      "extensions[0].configuration.directry: unknown key: did you mean 'directory'? (extension 'a')",
      "extensions[1].configuration: the extension 'healthy' takes no configuration",
      "jobs.publish_contents: there is no such job: did you mean 'publish_content'?",
      "jobs.old_name: is called 'by_hand' now",
      'jobs.by_hand.parameters.depth: Invalid input: expected number, received string',
      'jobs.by_hand.parameters.colour: unknown key',
      "jobs.timed.parameters.directory: is missing (expected string) (the job runs by its own schedule, '0 0 * * * *')",
      'jobs.timed.schedules.nightly.parameters.directory: is missing (expected string)',
      'jobs.timed.schedules.nightly.parameters.depth: Invalid input: expected number, received string',
      'jobs.publish_content.parameters.anything: unknown key',
    ]);
  });

  test('is refused where it pings nobody, or lacks what a job needs that runs after another', async () => {
    const configuration = {
      extensions: ['./a'],
      alerts: { pings: { oen: 'https://ping.example/secret' } },
      jobs: { two: { after: ['one'] } },
    };
    const files = withJobs('a', "name: 'one'", "name: 'two', parameters: z.object({ to: z.string() })");
    const told = await mistakes(configuration, files);
    expect(told).toEqual([
      "alerts.pings.oen: there is no such job: did you mean 'one'?",
      expect.stringMatching(/^jobs\.two\.parameters\.to: .*\(the job runs after 'one'\)$/),
    ]);
    expect(told.join()).not.toContain('secret');
  });

  test('cannot make jobs run after each other without end', async () => {
    const files = withJobs('a', "name: 'one'", "name: 'two', after: ['one']");
    expect((await open({ extensions: ['./a'] }, files)).registry.require('two').after).toEqual(['one']);
    const configuration = { extensions: ['./a'], jobs: { one: { after: ['two'] } } };
    expect(await mistakes(configuration, files)).toEqual([
      expect.stringContaining('it runs after itself, without end: one after two after one'),
    ]);
    const author = await faults({ extensions: ['./b'] }, withJobs('b', "name: 'one', after: ['on']"));
    expect(author.message).toMatch(/the job 'one' runs after 'on', .* did you mean 'one'\? \(.*entry\.js\)/);
  });

  test('is laid over what the author declared', async () => {
    const { registry } = await open(
      {
        extensions: ['./a'],
        jobs: {
          one: {
            schedule: '0 30 * * * *',
            enabled: false,
            timeZone: 'Europe/Berlin',
            timeout: '5m',
            retry: { maxAttempts: 4, backoff: { cap: '10m' } },
            overlap: 'queue',
            misfire: { runAll: 3 },
            clockChange: { repeated: 'both' },
            jitter: '2s',
            parameters: { directory: 'posts' },
            schedules: {
              weekly: { schedule: '0 0 0 * * SUN', parameters: { directory: 'all' }, enabled: false },
              daily: { schedule: '0 0 0 * * *', timeZone: 'Asia/Tokyo' },
            },
          },
          two: { schedule: null },
        },
      },
      withJobs(
        'a',
        "name: 'one', schedule: '0 0 * * * *', parameters: z.object({ directory: z.string() }), retry: { maxAttempts: 2, backoff: { first: '1s', cap: '2h' } }, clockChange: { missing: 'skip' }",
        "name: 'two', schedule: '0 0 * * * *'",
      ),
    );
    expect(registry.require('one')).toMatchObject({
      schedule: '0 30 * * * *',
      enabled: false,
      timeZone: 'Europe/Berlin',
      timeoutMs: 300_000,
      retry: { maxAttempts: 4, firstMs: 1000, factor: 2, capMs: 600_000, jitter: 0.1 },
      overlap: 'queue',
      misfire: { runAll: 3 },
      clockChange: { missing: 'skip', repeated: 'both' },
      jitterMs: 2000,
      configuredParameters: { directory: 'posts' },
      schedules: [
        {
          name: 'default',
          schedule: '0 30 * * * *',
          timeZone: 'Europe/Berlin',
          parameters: {},
          enabled: true,
        },
        { name: 'daily', schedule: '0 0 0 * * *', timeZone: 'Asia/Tokyo', parameters: {}, enabled: true },
        {
          name: 'weekly',
          schedule: '0 0 0 * * SUN',
          timeZone: 'Europe/Berlin',
          parameters: { directory: 'all' },
          enabled: false,
        },
      ],
    });
    expect(registry.require('two')).toMatchObject({ schedule: '', schedules: [] });
  });

  test('reaches the extension as its schema gives it, also when nothing is configured', async () => {
    const files = extensionFiles('a', {
      'entry.js': entryCode(
        "{ name: 'a', jobs: [], configuration: z.object({ depth: z.number().default(3) }) }",
      ),
    });
    const given = await open({ extensions: [{ use: './a', configuration: { depth: 5 } }] }, files);
    const nothing = await open({ extensions: ['./a'] }, files);
    expect((await given.registry.loadExtension('a')).configuration).toEqual({ depth: 5 });
    expect((await nothing.registry.loadExtension('a')).configuration).toEqual({ depth: 3 });
  });
});
