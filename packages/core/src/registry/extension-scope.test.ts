import { afterAll, describe, expect, test } from 'vitest';
import {
  entryCode,
  extensionFiles,
  type Files,
  jobModule,
  TemporaryHosts,
} from '../../../../test/registry/host-fixture.js';
import { ExtensionFaultyError } from './extension-faulty-error.js';
import { createExtensionScope, type ExtensionScope } from './extension-scope.js';
import type { JobRegistry } from './job-registry.js';
import { openRegistry } from './open-registry.js';

const hosts = new TemporaryHosts();
afterAll(async () => hosts.remove());

/** What the fixtures leave on their job instances. */
interface Fixture {
  readonly database: unknown;
  readonly single: { readonly database: unknown };
  readonly scoped: object;
  readonly plain: object;
}

const database = Symbol.for('@infra/traits/database');

async function open(
  extensions: readonly unknown[],
  files: Files,
): Promise<{ registry: JobRegistry; directory: string }> {
  const cwd = await hosts.make({ 'infra.config.json': JSON.stringify({ extensions }), ...files });
  const { registry, host } = await openRegistry({ cwd });
  return { registry, directory: host.directory };
}

async function make(scope: ExtensionScope, registry: JobRegistry, name: string): Promise<Fixture> {
  const loaded = await registry.load(name);
  await scope.prepare(loaded);
  return scope.instantiate(loaded) as unknown as Fixture;
}

/** Injects by hand what a decorator would in TypeScript. */
const injecting = `
  import { inject, injectable, singleton, scoped, Lifecycle, DATABASE } from '@infra/traits';
  export class Single { constructor(database) { this.database = database; } }
  inject(DATABASE)(Single, undefined, 0); singleton()(Single);
  export class Scoped {} scoped(Lifecycle.ContainerScoped)(Scoped);
  export class Plain {} injectable()(Plain);`;

const injected = (className: string, name: string): string => `
  import { Job, JobResult, inject } from '@infra/traits';
  import { DATABASE } from '@infra/traits';
  import { Single, Scoped, Plain } from './injected.js';
  export class ${className} {
    constructor(database, single, scoped, plain) { Object.assign(this, { database, single, scoped, plain }); }
    async execute() { return JobResult.success(); }
  }
  [DATABASE, Single, Scoped, Plain].forEach((token, index) => inject(token)(${className}, undefined, index));
  Job({ name: '${name}' })(${className});`;

const wired = extensionFiles('wired', {
  'entry.js': entryCode("{ name: 'wired', jobs: [() => import('./one.js'), () => import('./two.js')] }"),
  'injected.js': injecting,
  'one.js': injected('One', 'one'),
  'two.js': injected('Two', 'two'),
});

const placesOf = (hostDirectory: string) => ({ hostDirectory, stateDirectory: '/srv/infra' });

describe('what a job is given', () => {
  test('a new instance each time, singletons and scoped classes once a runtime, in lazily loaded modules too', async () => {
    const { registry, directory } = await open(['./wired'], wired);
    const scope = createExtensionScope(registry, placesOf(directory));
    scope.container.register(database, { useValue: 'db' });
    const first = await make(scope, registry, 'one');
    const again = await make(scope, registry, 'one');
    const other = await make(scope, registry, 'two');
    expect(first).not.toBe(again);
    expect(first.database).toBe('db');
    expect(first.single).toBe(again.single);
    expect(first.single).toBe(other.single);
    expect(first.scoped).toBe(other.scoped);
    expect(first.plain).not.toBe(again.plain);
  });

  test("is not shared with another runtime of the process: each singleton has its own runtime's database", async () => {
    const { registry, directory } = await open(['./wired'], wired);
    const scopes = ['one', 'two'].map((name) => {
      const scope = createExtensionScope(registry, placesOf(directory));
      scope.container.register(database, { useValue: name });
      return scope;
    });
    const [first, second] = await Promise.all(scopes.map(async (scope) => make(scope, registry, 'one')));
    expect(first?.single).not.toBe(second?.single);
    expect(first?.single.database).toBe('one');
    expect(second?.single.database).toBe('two');
    expect(first?.scoped).not.toBe(second?.scoped);
  });

  test('goes with its runtime: disposing one does not touch the other', async () => {
    const { registry, directory } = await open(
      ['./closing'],
      extensionFiles('closing', {
        'entry.js': entryCode("{ name: 'closing', jobs: [() => import('./job.js')] }"),
        'connection.js': `import { singleton } from '@infra/traits';
          export class Connection { open = true; dispose() { this.open = false; } } singleton()(Connection);`,
        'job.js': jobModule(
          'Work',
          "name: 'work'",
          "import { inject } from '@infra/traits';\nimport { Connection } from './connection.js';",
        )
          .replace('async execute', 'constructor(connection) { this.connection = connection; } async execute')
          .replace('Job({', 'inject(Connection)(Work, undefined, 0);\nJob({'),
      }),
    );
    const [one, two] = [
      createExtensionScope(registry, placesOf(directory)),
      createExtensionScope(registry, placesOf(directory)),
    ];
    const connections = await Promise.all(
      [one, two].map(async (scope) => {
        const made: unknown = await make(scope, registry, 'work');
        return (made as { connection: { open: boolean } }).connection;
      }),
    );
    await one.dispose();
    expect(connections.map(({ open }) => open)).toEqual([false, true]);
  });
});

describe('register', () => {
  const calls = globalThis as { registerCalls?: unknown[] };

  const registering = (name: string, more = ''): Files =>
    extensionFiles(name, {
      'entry.js': entryCode(
        `{ name: '${name}', jobs: [() => import('./job.js')], ${more}
           register(container, setup) { (globalThis.registerCalls ??= []).push(['${name}', setup]); container.register('${name}', { useValue: '${name}' }); } }`,
      ),
      'job.js': jobModule('Work', `name: 'work_of_${name}'`),
    });

  test('is called once a runtime, after those it depends on, and not for extensions whose jobs do not run', async () => {
    calls.registerCalls = [];
    const { registry, directory } = await open(
      ['./top', { use: './base', configuration: { depth: 1 } }, './idle'],
      {
        ...registering('top', "dependsOn: ['base'],"),
        ...registering(
          'base',
          'configuration: z.object({ depth: z.number(), unit: z.string().default("m") }),',
        ),
        ...registering('idle'),
      },
    );
    const scope = createExtensionScope(registry, placesOf(directory));
    expect(calls.registerCalls).toEqual([]);
    await Promise.all(
      ['work_of_top', 'work_of_base', 'work_of_top'].map(async (name) => make(scope, registry, name)),
    );
    const setup = { configuration: undefined, ...placesOf(directory) };
    expect(calls.registerCalls).toEqual([
      ['base', { ...setup, configuration: { depth: 1, unit: 'm' } }],
      ['top', setup],
    ]);
    const second = createExtensionScope(registry, placesOf(directory));
    await make(second, registry, 'work_of_base');
    expect(calls.registerCalls).toHaveLength(3);
    expect(second.container.isRegistered('top')).toBe(false);
  });

  test('that throws makes its extension faulty', async () => {
    const { registry, directory } = await open(
      ['./bad'],
      extensionFiles('bad', {
        'entry.js': entryCode(
          "{ name: 'bad', jobs: [() => import('./job.js')], register() { throw new Error('no key'); } }",
        ),
        'job.js': jobModule('Work', "name: 'work'"),
      }),
    );
    const made = make(createExtensionScope(registry, placesOf(directory)), registry, 'work');
    await expect(made).rejects.toBeInstanceOf(ExtensionFaultyError);
    await expect(made).rejects.toThrow(
      /extension 'bad' is faulty: its register\(…\) threw: no key \(.*entry\.js\)/,
    );
  });
});

test('a dependency that cannot be resolved is named with the job class', async () => {
  const { registry, directory } = await open(['./wired'], wired);
  const made = make(createExtensionScope(registry, placesOf(directory)), registry, 'one');
  await expect(made).rejects.toBeInstanceOf(ExtensionFaultyError);
  await expect(made).rejects.toThrow(
    /extension 'wired' is faulty: its job class One cannot be made: .*"database" at position #0 of "One" constructor.*@infra\/traits\/database.*\(wired\/one\.js\)/,
  );
});
