import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** One import: the file that has it, the statement, and the rule that must refuse it (null: none may). */
type Case = [from: string, statement: string, rule: string | null];

const core = 'packages/core/src';

const cases: Case[] = [
  // up and down
  ['packages/traits/src/up.ts', `import '@infra/core'`, 'traits-imports-down'],
  [`${core}/retry/up.ts`, `import type {} from '../runs/target.js'`, 'ground-imports-down'],
  [`${core}/retry/lazy.ts`, `await import('../worker/target.js')`, 'ground-imports-down'],
  [`${core}/retry/inline.ts`, `export type T = import('../worker/target.js').T`, 'ground-imports-down'],
  [`${core}/retry/deep/up.ts`, `import '../../operations/target.js'`, 'ground-imports-down'],
  [`${core}/runs/up.ts`, `export * from '../scheduler/target.js'`, 'state-imports-down'],
  [`${core}/worker/up.ts`, `import '../operations/target.js'`, 'movement-imports-down'],
  ['packages/web/src/up.ts', `import '../../cli/src/target.js'`, 'web-imports-down'],
  [`${core}/runs/down.ts`, `import '../clock/target.js'`, null],
  [`${core}/worker/down.ts`, `import type {} from '../runs/target.js'`, null],
  [`${core}/operations/down.ts`, `import '../scheduler/target.js'`, null],
  [`${core}/clock/down.ts`, `import '@infra/traits'`, null],
  ['packages/cli/src/down.ts', `import '@infra/core'`, null],

  // beside
  [`${core}/errors/beside.ts`, `import '../clock/target.js'`, 'errors-import-nothing'],
  [
    `${core}/worker/beside.ts`,
    `import type {} from '../scheduler/target.js'`,
    'movement-folders-are-strangers',
  ],
  [`${core}/worker/own.ts`, `import './target.js'`, null],
  [`${core}/database/beside.ts`, `import '../config/target.js'`, null],
  [`${core}/runs/run.ts`, `import './claim/target.js'`, 'a-run-stands-under-its-deeds'],
  [`${core}/runs/claim/down.ts`, `import '../target.js'`, null],

  // doors and the root
  [`${core}/worker/root.ts`, `import type {} from '../runtime/target.js'`, 'movement-imports-down'],
  [`${core}/runtime/root.ts`, `import '../operations/target.js'`, null],
  [`${core}/worker/door.ts`, `import '../index.js'`, 'movement-imports-down'],
  [`${core}/worker/self.ts`, `import '@infra/core'`, 'movement-imports-down'],
  ['packages/cli/src/path.ts', `import '../../core/src/jobs/target.js'`, 'one-door-per-package'],
  ['packages/cli/src/kit.ts', `import '@infra/core/testing'`, 'testing-is-for-tests'],
  [`${core}/testing/up.ts`, `import '../operations/target.js'`, 'testing-stands-on-the-runtime'],
  [`${core}/testing/down.ts`, `import '../runtime/target.js'; import '../worker/target.js'`, null],
  [`${core}/worker/new.ts`, `import '../attic/target.js'`, 'folder-without-a-floor'],
  ['extensions/blog/src/core.ts', `import type {} from '@infra/core'`, 'extensions-see-traits-only'],
  ['extensions/blog/src/other.ts', `import '../../other/src/target.js'`, 'extensions-see-traits-only'],
  ['extensions/blog/src/traits.ts', `import '@infra/traits'; import './target.js'`, null],

  // who knows which package
  [`${core}/jobs/container.ts`, `import type {} from 'tsyringe'`, 'tsyringe-in-the-composition-root'],
  ['extensions/blog/src/container.ts', `import 'tsyringe'`, 'tsyringe-in-the-composition-root'],
  [`${core}/registry/container.ts`, `import 'tsyringe'`, null],
  [`${core}/scheduler/cron.ts`, `import type {} from 'croner'`, 'croner-in-the-clock'],
  [`${core}/clock/cron.ts`, `await import('croner')`, null],
  [`${core}/clock/read.ts`, `import 'cron-parser'`, 'cron-parser-reads-only'],
  ['packages/traits/src/read-cron.ts', `import 'cron-parser'`, null],
  [`${core}/jobs/sql.ts`, `import type {} from 'kysely'`, 'sql-in-stores'],
  [`${core}/worker/listen.ts`, `import 'pg'`, 'sql-in-stores'],
  ['packages/cli/src/sql.ts', `await import('kysely/migration')`, 'sql-in-stores'],
  [`${core}/jobs/job-store.ts`, `import 'kysely'`, null],
  [`${core}/database/connect.ts`, `import 'pg'; await import('kysely')`, null],
  ['extensions/blog/src/sql.ts', `import 'kysely'`, 'sql-in-stores-of-extensions'],
  ['extensions/blog/src/tables.ts', `import type {} from 'kysely'`, null],
  ['extensions/blog/src/post-store.ts', `import 'kysely'`, null],

  // anywhere
  [`${core}/logs/about.ts`, `import type {} from './round.js'`, 'no-cycles'],
  [`${core}/logs/tested.ts`, `import './lines.test.js'`, 'tests-are-not-imported'],
  [`${core}/logs/lines.test.ts`, `import '../operations/target.js'; import 'kysely'`, null],
  [`${core}/logs/vague.ts`, `import './log-utils.js'`, 'names-that-say-nothing'],
  [`${core}/logs/log-utils.ts`, `export {}`, null],
  [`${core}/logs/lost.ts`, `import './nowhere.js'`, 'resolvable'],
  [`${core}/logs/undeclared.ts`, `import 'zod'`, 'declared'],
];

const targets = [
  ...[
    'attic',
    'clock',
    'config',
    'jobs',
    'operations',
    'runs',
    'runs/claim',
    'runtime',
    'scheduler',
    'worker',
  ].map((folder) => `${core}/${folder}/target.ts`),
  `${core}/index.ts`,
  `${core}/testing/index.ts`,
  'packages/traits/src/index.ts',
  'packages/cli/src/target.ts',
  'extensions/blog/src/target.ts',
  'extensions/other/src/target.ts',
];

const installed = ['cron-parser', 'croner', 'kysely', 'pg', 'tsyringe', 'zod'];

let tree: string;
let refusals: Map<string, string[]>;

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'floors-'));
  await writeTree();
  refusals = await checkFloors();
});

afterAll(() => rm(tree, { recursive: true }));

describe('the floors check', () => {
  it.each(cases.filter(([, , rule]) => rule !== null))('refuses in %s: %s (%s)', (from, _statement, rule) => {
    expect(refusals.get(from)).toContain(rule);
  });

  it.each(cases.filter(([, , rule]) => rule === null))('allows in %s: %s', (from) => {
    expect(refusals.get(from)).toBeUndefined();
  });

  it('refuses folders of one floor that use each other in a circle', () => {
    expect(refusals.get(`${core}/artifacts`)).toEqual(['no-folder-cycles']);
  });
});

async function writeTree(): Promise<void> {
  for (const name of installed) await link(resolve('node_modules', name), join('node_modules', name));
  for (const name of ['core', 'traits'])
    await link(join(tree, 'packages', name), join('node_modules/@infra', name));
  for (const folder of [
    'packages/core',
    'packages/traits',
    'packages/cli',
    'packages/web',
    'extensions/blog',
  ]) {
    await write(`${folder}/package.json`, manifest(folder));
  }
  for (const target of targets) await write(target, 'export {};');
  for (const [from, statement] of cases) await write(from, `${statement};\nexport {};`);
  await write(`${core}/logs/round.ts`, `import './about.js';`);
  await write(`${core}/artifacts/there.ts`, `import '../config/back.js';`);
  await write(`${core}/config/back.ts`, `import '../artifacts/else.js';`);
  await write(`${core}/artifacts/else.ts`, 'export {};');
}

function manifest(folder: string): string {
  const dependencies = Object.fromEntries(
    installed.filter((name) => name !== 'zod').map((name) => [name, '*']),
  );
  const door = { '@infra/source': './src/index.ts' };
  const kit = { '@infra/source': './src/testing/index.ts' };
  return JSON.stringify({
    name: `@infra/${folder.split('/')[1]}`,
    type: 'module',
    exports: { '.': door, './testing': kit },
    dependencies,
  });
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(tree, path)), { recursive: true });
  await writeFile(join(tree, path), text);
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(join(tree, path)), { recursive: true });
  await symlink(target, join(tree, path));
}

/** The names of the rules that refuse something, by the file (or folder) that has it. */
async function checkFloors(): Promise<Map<string, string[]>> {
  const config = resolve('test/architecture/floors.config.ts');
  const folders = ['packages', 'extensions'];
  const options = ['--config', config, '--output-type', 'json', ...folders];
  const { stdout } = await run(resolve('node_modules/.bin/depcruise'), options, { cwd: tree });
  const { summary } = JSON.parse(stdout) as ICruiseResult;
  const rules = new Map<string, string[]>();
  for (const { from, rule } of summary.violations) rules.set(from, [...(rules.get(from) ?? []), rule.name]);
  return rules;
}
