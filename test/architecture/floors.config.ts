/**
 * Imports point down, or stay in the folder. This file is the list of floors and of the few other borders that a
 * compiler does not see; `npm run check:floors` reads every import of the sources (type-only and lazy ones too)
 * with dependency-cruiser and fails on the first one that is not allowed. There is no list of exceptions.
 *
 *     cli ──► web                                              5  entry
 *        ▼
 *     core/operations                                          4  use cases
 *        ▼
 *     core/{scheduler, worker, delivery, telemetry,            3  movement: these folders do not know each other
 *           approval, combined, shell}
 *        ▼
 *     core/{jobs, runs, chains, shell-runs, logs, failures,    2  state
 *           notifications, costs, events, health, access}
 *        ▼
 *     core/{registry, database, retry, artifacts, config,      1  ground: errors stands under the others
 *           clock, money, errors}
 *        ▼
 *     traits  ◄──── extensions/*                               0  contract: extensions see nothing else of ours
 *
 * - `core/runtime` is the composition root: it sees all of core and is seen by the door and by `testing` only.
 * - `core/index.ts` is the door of the package, `core/testing/index.ts` the door for tests.
 * - A new folder in core has to be given its floor here before anything may import it.
 * - Folders of one floor may use each other in one direction, never in a circle.
 * - Test files are read by nobody and are exempt: a test may look at whatever it has to.
 *
 * dependency-cruiser reads TypeScript with the classic compiler API, which TypeScript 7 does not have: that is why the
 * root package.json has two, `typescript` (6, for tools) and `@typescript/native` (7, whose `tsc` builds and checks).
 *
 * The rules are tested in `floors.test.ts`, which writes each forbidden import and expects it to be refused.
 */
import type { IConfiguration, IForbiddenRuleType } from 'dependency-cruiser';

const ground = ['registry', 'database', 'retry', 'artifacts', 'config', 'clock', 'money', 'errors'];
const state = [
  'jobs',
  'runs',
  'chains',
  'shell-runs',
  'logs',
  'failures',
  'notifications',
  'costs',
  'events',
  'health',
  'access',
];
const movement = ['scheduler', 'worker', 'delivery', 'telemetry', 'approval', 'combined', 'shell'];

export default {
  forbidden: [
    ...importsPointDown(),
    {
      name: 'errors-import-nothing',
      comment: 'Every folder throws errors, so the errors stand under all of them.',
      severity: 'error',
      from: { path: core('errors') },
      to: { pathNot: core('errors') },
    },
    {
      name: 'movement-folders-are-strangers',
      comment: 'Scheduler, worker and the like meet in the database and in runtime/, not in an import.',
      severity: 'error',
      from: { path: core(`(${movement.join('|')})`) },
      to: { path: core(`(${movement.join('|')})`), pathNot: core('$1') },
    },
    {
      name: 'a-run-stands-under-its-deeds',
      comment: 'What a run is knows nothing of the folders beside it, which say what may be done with one.',
      severity: 'error',
      from: { path: '^packages/core/src/runs/[^/]+\\.ts$', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/core/src/runs/[^/]+/' },
    },
    {
      name: 'one-door-per-package',
      comment:
        'Another package is entered by its name, not by a path into it; `@infra/traits/values` is its side door.',
      severity: 'error',
      from: { path: '^((packages|extensions)/[^/]+)/' },
      to: {
        path: '^(packages|extensions)/',
        pathNot: ['^$1/', '^packages/[^/]+/src/index\\.ts$', '^packages/traits/src/values\\.ts$'],
      },
    },
    {
      name: 'testing-is-for-tests',
      comment: '@infra/core/testing must not reach production.',
      severity: 'error',
      from: { pathNot: core('testing') },
      to: { path: core('testing') },
    },
    {
      name: 'testing-stands-on-the-runtime',
      comment: 'The test kit may use the runtime and what is below the operations.',
      severity: 'error',
      from: { path: core('testing') },
      to: { path: [core('operations'), '^packages/core/src/index\\.ts$'] },
    },
    {
      name: 'folder-without-a-floor',
      comment: 'A folder of core that no floor names: place it in test/architecture/floors.config.ts.',
      severity: 'error',
      from: {},
      to: {
        path: '^packages/core/src/',
        pathNot: floors().flatMap(({ paths }) => paths),
      },
    },
    {
      name: 'extensions-see-traits-only',
      comment: 'What an extension needs of core is an interface with a token in traits.',
      severity: 'error',
      from: { path: '^extensions/([^/]+)/' },
      to: { path: '^(packages|extensions)/', pathNot: ['^packages/traits/', '^extensions/$1/'] },
    },
    {
      name: 'tsyringe-in-the-composition-root',
      comment: 'The container is touched by runtime/ and registry/ only; decorators come from traits.',
      severity: 'error',
      from: { pathNot: ['^packages/traits/', core('runtime'), core('registry')] },
      to: { path: npm('tsyringe') },
    },
    {
      name: 'croner-in-the-clock',
      comment:
        'One folder knows the cron library that says when; the rest asks it for next, previous, between.',
      severity: 'error',
      from: { pathNot: core('clock') },
      to: { path: npm('croner') },
    },
    {
      name: 'cron-parser-reads-only',
      comment: 'cron-parser reads a literal at declaration and is never asked for a time.',
      severity: 'error',
      from: { pathNot: '^packages/traits/src/read-cron[^/]*\\.ts$' },
      to: { path: npm('cron-parser') },
    },
    {
      name: 'sql-in-stores',
      comment:
        'Only *-store.ts, migrations/, database/ and the test kit know the query builder and the driver.',
      severity: 'error',
      from: {
        path: '^packages/(core|cli|web)/',
        pathNot: ['-store\\.ts$', '/migrations/', core('(database|testing)')],
      },
      to: { path: npm('(kysely|pg|pg-[^/]+)') },
    },
    {
      name: 'sql-in-stores-of-extensions',
      comment: 'As in core; table types and the type of context.db may be named anywhere.',
      severity: 'error',
      from: { path: '^(extensions|packages/traits)/', pathNot: ['-store\\.ts$', '/migrations/'] },
      to: { path: npm('(kysely|pg|pg-[^/]+)'), dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'no-cycles',
      comment: 'Two modules that import each other, types included, are one module in two files.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-folder-cycles',
      comment: 'Folders of one floor use each other in one direction only.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^packages/core/src/[^/]+$' },
      to: { path: '^packages/core/src/[^/]+$', circular: true },
    },
    {
      name: 'tests-are-not-imported',
      comment: 'What two tests share lives in a file that is not a test.',
      severity: 'error',
      from: {},
      to: { path: '\\.test(-d)?\\.ts$' },
    },
    {
      name: 'names-that-say-nothing',
      comment: 'A file is named for what it exports.',
      severity: 'error',
      from: {},
      to: {
        path: ['/(utils?|types|common|helpers?|manager)(/|\\.ts$)', '-(utils?|helpers?|manager)\\.ts$'],
        pathNot: 'node_modules/',
      },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'The package is not among the dependencies of the workspace that imports it.',
      severity: 'error',
      // For the tests of core itself, neither built nor published; and the pages, into which Vite puts what they import.
      from: { pathNot: ['^packages/core/src/testing/use-test-database\\.ts$', '^packages/web/app/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], path: 'node_modules/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '\\.test(-d)?\\.ts$', '/dist/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@infra/source', 'types', 'import', 'node', 'default'],
    },
  },
} satisfies IConfiguration;

/** The floors from the ground up: a name for the message, and what lies on it. */
function floors(): { name: string; paths: string[] }[] {
  return [
    { name: 'traits', paths: ['^packages/traits/'] },
    { name: 'ground', paths: ground.map(core) },
    { name: 'state', paths: state.map(core) },
    { name: 'movement', paths: movement.map(core) },
    { name: 'operations', paths: [core('operations')] },
    { name: 'runtime', paths: [core('runtime')] },
    { name: 'doors', paths: ['^packages/core/src/index\\.ts$', core('testing')] },
    { name: 'web', paths: ['^packages/web/'] },
    { name: 'cli', paths: ['^packages/cli/'] },
  ];
}

/** For each floor, one rule that forbids it everything above. */
function importsPointDown(): IForbiddenRuleType[] {
  const all = floors();
  return all.slice(0, -1).map(({ name, paths }, height) => ({
    name: `${name}-imports-down`,
    comment: 'Imports point down: see the floors at the top of test/architecture/floors.config.ts.',
    severity: 'error',
    from: { path: paths },
    to: { path: all.slice(height + 1).flatMap((above) => above.paths) },
  }));
}

/** The path of one folder of core, as a pattern. */
function core(folder: string): string {
  return `^packages/core/src/${folder}/`;
}

/** An npm package, wherever it is installed, as a pattern; what cannot be resolved keeps its bare name. */
function npm(name: string): string {
  return `(^|node_modules/)${name}(/|$)`;
}
