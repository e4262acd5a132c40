// What `infra exec` costs, as ratios that hold on a busy machine too.
//   node bench/exec.ts [rounds]
//
// How long `exec true` takes beside `jobs list`; what a supervisor holds while its command is quiet; how many database
// connections a hundred runs at once need; how much slower a command becomes that prints a gigabyte.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const wanted =
  'wanted: exec within 1.5 of jobs list; a supervisor under 50 MB and no CPU; 10 connections; 1 GB within 2 of a file';

const rounds = Number(process.argv[2] ?? 15);
const repository = fileURLToPath(new URL('..', import.meta.url));
const infra = join(repository, 'packages/cli/bin/infra.js');
const folder = mkdtempSync(join(tmpdir(), 'infra-bench-'));
// The embedded server of root runs as another account, which has to get to its files.
chmodSync(folder, 0o755);
const { DATABASE_URL: _, NODE_OPTIONS: __, ...inherited } = process.env;
const env = { ...inherited, INFRA_HOME: join(folder, 'home'), NODE_ENV: 'production' };
const host = join(folder, 'host');

function makeHost(): void {
  mkdirSync(join(host, 'one'), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(host, 'node_modules'));
  const write = (path: string, text: string): void => writeFileSync(join(host, path), text);
  write('infra.config.json', '{ "extensions": ["./one"] }');
  write('one/package.json', '{ "name": "one", "type": "module", "infra": { "entry": "./entry.js" } }');
  write(
    'one/entry.js',
    "import { defineExtension } from '@infra/traits';\nexport default defineExtension({ name: 'one', jobs: [] });",
  );
  call('build');
  call('db', 'migrate');
}

function call(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [infra, ...words], {
    cwd: host,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`infra ${words.join(' ')} ended with ${status}: ${stderr}`);
  return stdout.trim();
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}

interface Details {
  readonly data: {
    readonly duration_ms: number;
    readonly shell: { readonly supervisor_pid: number; readonly log_bytes: number };
  };
}

function detailsOf(id: string): Details['data'] {
  return (JSON.parse(call('runs', 'status', id, '--json')) as Details).data;
}

/** Kilobytes of a process, all of it and its own share of what others map too; and its CPU in clock ticks. */
function costOf(pid: number): { resident: number; share: number; ticks: number } {
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(memory)?.[1] ?? 0);
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { resident: field('Rss'), share: field('Pss'), ticks: Number(fields[11]) + Number(fields[12]) };
}

/** Server processes that serve a client of the cluster below the folder: the idle watcher's is one of them. */
function connections(): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres: infra shell ');
      } catch {
        return false;
      }
    }).length;
}

function startup(): void {
  const exec: number[] = [];
  const list: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const times = [time(() => call('exec', 'true')), time(() => call('jobs', 'list'))] as const;
    if (round === 0) continue;
    exec.push(times[0]);
    list.push(times[1]);
  }
  const ratio = (pick: (figures: readonly number[]) => number) => (pick(exec) / pick(list)).toFixed(2);
  const best = (figures: readonly number[]) => Math.min(...figures);
  console.log(`exec true / jobs list: ${ratio(best)} (best of ${rounds}), ${ratio(median)} (median)`);
}

async function many(): Promise<void> {
  const ids: string[] = [];
  let most = 0;
  for (let count = 0; count < 100; count += 5) {
    const words = `for i in 1 2 3 4 5; do ${process.execPath} ${infra} exec 'sleep 25' & done; wait`;
    const { stdout } = spawnSync('/bin/sh', ['-c', words], { cwd: host, env, encoding: 'utf8' });
    ids.push(...stdout.trim().split('\n'));
  }
  const pids = ids.slice(-5).map((id) => detailsOf(id).shell.supervisor_pid);
  const before = pids.map(costOf);
  await sleep(5_000);
  const after = pids.map(costOf);
  const ticks = after.reduce((sum, cost, at) => sum + cost.ticks - (before[at]?.ticks ?? 0), 0);
  const megabytes = (pick: (cost: (typeof after)[number]) => number) =>
    (median(after.map(pick)) / 1024).toFixed(1);
  console.log(
    `a supervisor of ${ids.length}: ${megabytes((cost) => cost.resident)} MiB resident, ` +
      `${megabytes((cost) => cost.share)} MiB its own share; ${ticks} ticks of CPU in 5 s, five of them together`,
  );
  for (let left = 100; left > 0; ) {
    most = Math.max(most, connections());
    await sleep(20);
    left = readdirSync(join(env.INFRA_HOME, 'shell')).filter((name) => name.endsWith('.run')).length;
  }
  console.log(`connections while ${ids.length} run and end together: ${most} at most`);
}

function output(): void {
  const command = 'yes 0123456789012345678901234567890123456789 | head -c 1000000000';
  const ratios: number[] = [];
  for (let round = 0; round < 3; round++) {
    const file = join(folder, 'output');
    const direct = time(() => spawnSync('/bin/sh', ['-c', `${command} > ${file}`]));
    rmSync(file);
    const id = call('exec', `date +%s%N >&2; ${command}; date +%s%N >&2`);
    spawnSync(process.execPath, [infra, 'runs', 'wait', id], { cwd: host, env });
    const [began, ended] = call('runs', 'logs', id, '--stderr').split('\n').map(Number);
    ratios.push(((ended ?? 0) - (began ?? 0)) / 1e6 / direct);
  }
  console.log(`1 GB printed / written to a file: ${median(ratios).toFixed(2)} (median of 3)`);
}

try {
  console.log(wanted);
  makeHost();
  startup();
  output();
  await many();
} finally {
  spawnSync(process.execPath, [infra, 'db', 'stop'], { cwd: host, env });
  rmSync(folder, { recursive: true, force: true });
}
