// How long the command line takes to answer, as multiples of the time of `node -e 0`.
//   node bench/cli-startup.ts [rounds]
//
// One interleaved run: what else the machine does slows all of them alike. The host is a temporary one with a job index,
// its jobs known to the database, and the embedded server up. `best` is the quickest of all rounds, `median` the middle.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const wanted = 'wanted: --help within 2.5, jobs list within 5, 1,000 jobs within 1.5 of 10';

const rounds = Number(process.argv[2] ?? 25);
const repository = fileURLToPath(new URL('..', import.meta.url));
const infra = join(repository, 'packages/cli/bin/infra.js');
const folder = mkdtempSync(join(tmpdir(), 'infra-bench-'));
// The embedded server of root runs as another account, which has to get to its files.
chmodSync(folder, 0o755);
const { DATABASE_URL: _, NODE_OPTIONS: __, ...inherited } = process.env;
const env = { ...inherited, INFRA_HOME: join(folder, 'home'), NODE_ENV: 'production' };

/** A host with so many jobs, each in a module of its own that is loaded when it runs. */
function makeHost(name: string, count: number): string {
  const host = join(folder, name);
  const names = Array.from({ length: count }, (_, index) => `job_${index}`);
  mkdirSync(join(host, 'many/jobs'), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(host, 'node_modules'));
  const write = (path: string, text: string): void => writeFileSync(join(host, path), text);
  write('infra.config.json', '{ "extensions": ["./many"] }');
  write('many/package.json', '{ "name": "many", "type": "module", "infra": { "entry": "./entry.js" } }');
  const jobs = names.map((job) => `() => import('./jobs/${job}.js')`).join(', ');
  write(
    'many/entry.js',
    `import { defineExtension } from '@infra/traits';\nexport default defineExtension({ name: 'many', jobs: [${jobs}] });`,
  );
  for (const job of names) write(`many/jobs/${job}.js`, jobModule(job));
  call(host, 'build');
  call(host, 'db', 'migrate');
  return host;
}

function jobModule(name: string): string {
  return [
    "import { Job, JobResult } from '@infra/traits';",
    'export class One { async execute() { return JobResult.success(); } }',
    `Job({ name: '${name}', description: 'One of many', schedule: '0 0 * * * *' })(One);`,
  ].join('\n');
}

function call(cwd: string, ...words: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [infra, ...words], { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`infra ${words.join(' ')} ended with ${status}: ${stderr}`);
}

function time(cwd: string, ...words: string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, words, { cwd, env, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
  return performance.now() - start;
}

interface Figures {
  readonly command: string;
  readonly best: number;
  readonly median: number;
}

function measure(subjects: Readonly<Record<string, () => number>>): Figures[] {
  const times = new Map(Object.keys(subjects).map((name) => [name, [] as number[]]));
  for (const run of Object.values(subjects)) run();
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(subjects)) times.get(name)?.push(run());
  }
  return [...times].map(([command, all]) => {
    const sorted = all.toSorted((a, b) => a - b);
    return { command, best: sorted[0] ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
  });
}

try {
  const [few, many] = [makeHost('few', 10), makeHost('many', 1000)];
  const figures = measure({
    'node -e 0': () => time(folder, '-e', '0'),
    'infra --help': () => time(folder, infra, '--help'),
    'infra jobs list (10 jobs)': () => time(few, infra, 'jobs', 'list'),
    'infra jobs list (1,000 jobs)': () => time(many, infra, 'jobs', 'list'),
  });
  const [node, , ten, thousand] = figures as [Figures, Figures, Figures, Figures];
  console.table(
    figures.map(({ command, best, median }) => ({
      command,
      'best ms': Math.round(best),
      'median ms': Math.round(median),
      '× node (best)': (best / node.best).toFixed(2),
      '× node (median)': (median / node.median).toFixed(2),
    })),
  );
  const [best, median] = [thousand.best / ten.best, thousand.median / ten.median];
  console.log(`1,000 jobs against 10: × ${best.toFixed(2)} (best), × ${median.toFixed(2)} (median)`);
  console.log(wanted);
} finally {
  spawnSync(process.execPath, [infra, 'db', 'stop'], { cwd: join(folder, 'few'), env });
  rmSync(folder, { recursive: true, force: true });
}
