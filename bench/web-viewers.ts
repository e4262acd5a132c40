// What the dashboard costs: viewers who watch while nothing happens, lists beside a long history, a drain with and
// without viewers, the first load of the pages and how long it takes in a Chromium. Ratios are from one run: with and without take turns.
//   node bench/web-viewers.ts [--viewers 200] [--runs 1000000] [--drain 20000] [--rounds 3] [--idle 20]
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createRuntime } from '@infra/core';
import { dataDirectory } from '../packages/core/dist/database/embedded/cluster-settings.js';
import { createBenchHost, percentile } from './bench-host.ts';
import { firstViews } from './first-view.ts';

const number = (value: string) => ({ type: 'string', default: value }) as const;
const { values } = parseArgs({
  options: {
    viewers: number('200'),
    runs: number('1000000'),
    drain: number('20000'),
    rounds: number('3'),
    idle: number('20'),
  },
});
const viewers = Number(values.viewers);
const history = Number(values.runs);
const drained = Number(values.drain);
const rounds = Number(values.rounds);
const idleMs = Number(values.idle) * 1000;
/** Times that each list is read. */
const readings = 21;

const bench = await createBenchHost([{ name: 'nothing' }, { name: 'other' }]);
const runtime = await createRuntime({ cwd: bench.directory, actor: 'bench' });
await fill();
const server = await serve(bench.directory);

const idle = { none: await idleCost(0), all: await idleCost(viewers) };
const lists = await listLatencies();
const drains = await drainCosts();
const page = await firstLoad();
await runtime.runs.submitMany(Array.from({ length: 20 }, () => ({ job: 'nothing' as never, delay: '1h' })));
const view = await firstViews(server.url, 15);
console.log(
  JSON.stringify(
    {
      viewers,
      idle: {
        without_percent_of_a_core: idle.none,
        with_percent_of_a_core: idle.all,
        more: round(idle.all.server - idle.none.server),
        limit: 5,
      },
      lists: { runs: history, best_and_median_ms: lists, limit_ms: 50 },
      drain: {
        runs: drained,
        rounds: drains,
        cpu_ratio: median(drains.map(({ ratio }) => ratio)),
        limit: 1.05,
      },
      first_load: { ...page, limit_kb: 200, until_rows: view },
    },
    null,
    2,
  ),
);

server.child.kill('SIGTERM');
await new Promise((resolve) => server.child.once('exit', resolve));
await runtime.stop(0);
await bench.remove();

/** A long history of 50 jobs and 1,000 clients, one of which has a tenth of it; one run a second up to now. */
async function fill(): Promise<void> {
  const database = await runtime.host.database();
  const statements = [
    `insert into job_runs (job_name, status, trigger, client_id, subject, created_at, started_at, finished_at, worker_id,
        attempt, result, error)
      select case when i % 50 = 0 then 'other' else 'job_' || i % 50 end,
        case when i % 100 = 0 then 'failed' when i % 200 = 1 then 'cancelled' else 'completed' end,
        'manual', case when i % 10 = 0 then 'client-' || i % 1000 when i % 10 = 3 then 'shop' end, case when i % 20 = 0 then 'subject-' || i end,
        t, t, t, 1, 1, '{"success": true}',
        case when i % 100 = 0 then '{"code": "job_failed", "message": "no"}'::jsonb end
      from (select i, infra_now() - (${history} - i) * interval '1 second' as t from generate_series(1, ${history}) i) x`,
    `vacuum analyze`,
  ];
  for (const [index, text] of statements.entries()) {
    await database.query({ name: `fill_${index}`, text, patient: true });
  }
}

interface Server {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly url: string;
}

async function serve(directory: string): Promise<Server> {
  const program = fileURLToPath(new URL('../packages/cli/bin/infra.js', import.meta.url));
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--no-login'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.resume();
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(said)));
  });
  for (;;) {
    if ((await fetch(`${url}/readyz`)).ok) return { child, url };
    await sleep(100);
  }
}

/** Opens streams of events and reads what comes; returns what ends them. */
async function watch(count: number): Promise<() => Promise<void>> {
  const gone = new AbortController();
  const readers = await Promise.all(
    Array.from({ length: count }, async () => {
      const answer = await fetch(`${server.url}/api/events`, { signal: gone.signal });
      if (answer.body === null || !answer.ok) throw new Error(`a viewer was answered ${answer.status}`);
      return answer.body.getReader();
    }),
  );
  const reading = readers.map(async (reader) => {
    for (;;) if ((await reader.read()).done) return;
  });
  return async () => {
    gone.abort();
    await Promise.allSettled(reading);
  };
}

/** Percent of a core of the server and of the database's processes, while nothing happens. */
async function idleCost(count: number): Promise<{ server: number; database: number }> {
  const leave = await watch(count);
  await sleep(3_000);
  const before = { server: cpuMs(server.child.pid), database: databaseCpuMs() };
  await sleep(idleMs);
  const spent = {
    server: round(((cpuMs(server.child.pid) - before.server) / idleMs) * 100),
    database: round(((databaseCpuMs() - before.database) / idleMs) * 100),
  };
  await leave();
  return spent;
}

async function listLatencies(): Promise<Record<string, readonly [best: number, median: number]>> {
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const paths = [
    '/api/runs?limit=50',
    `/api/runs?limit=50&after=${Math.floor(history / 2)}`,
    '/api/runs?limit=50&after=1000',
    `/api/runs?limit=50&status=completed&after=${Math.floor(history / 2)}`,
    `/api/runs?limit=50&status=failed&after=${Math.floor(history / 2)}`,
    `/api/runs?limit=50&status=cancelled&after=${Math.floor(history / 2)}`,
    `/api/runs?limit=50&job=other&after=${Math.floor(history / 2)}`,
    `/api/runs?limit=50&job=other&status=completed`,
    `/api/runs?limit=50&client=client-500&after=${Math.floor(history / 2)}`,
    `/api/runs?limit=50&job=other&client=client-500`,
    // Both have many runs, and none together.
    `/api/runs?limit=50&job=other&client=shop`,
    `/api/runs?limit=50&subject=subject-500`,
    `/api/runs?limit=50&since=${hourAgo}`,
    '/api/jobs?results=20',
    '/api/jobs/other/history?limit=50',
    `/api/runs/${Math.floor(history / 2)}`,
    '/api/status',
    '/api/failures?view=groups',
    '/api/throughput?hours=6',
    '/api/audit?limit=50',
  ];
  const lists: Record<string, readonly [number, number]> = {};
  for (const path of paths) {
    const times: number[] = [];
    for (let reading = 0; reading < readings; reading++) {
      const began = performance.now();
      const answer = await fetch(`${server.url}${path}`);
      await answer.arrayBuffer();
      times.push(performance.now() - began);
      if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
    }
    const sorted = times.toSorted((one, other) => one - other);
    // On a machine that has other work, the best one says what it takes.
    lists[path] = [round(sorted[0] ?? 0), round(percentile(sorted, 0.5) ?? 0)];
  }
  return lists;
}

/** Processor time of the server for a drain, a run, in microseconds; viewers stand by in every second one. */
async function drainCosts(): Promise<
  { without_us: number; with_us: number; ratio: number; wall_ratio: number }[]
> {
  const found = [];
  await drain();
  for (let turn = 0; turn < rounds; turn++) {
    const alone = await drain();
    const leave = await watch(viewers);
    await sleep(2_000);
    const watched = await drain();
    await leave();
    found.push({
      without_us: round(alone.cpuUs),
      with_us: round(watched.cpuUs),
      ratio: round(watched.cpuUs / alone.cpuUs),
      wall_ratio: round(watched.wallMs / alone.wallMs),
    });
  }
  return found;
}

async function drain(): Promise<{ cpuUs: number; wallMs: number }> {
  await runtime.pause({});
  await runtime.runs.submitMany(Array.from({ length: drained }, () => ({ job: 'nothing' as never })));
  const database = await runtime.host.database();
  const before = cpuMs(server.child.pid);
  const began = performance.now();
  await runtime.resume({});
  for (;;) {
    const [row] = await database.query<{ left: boolean }>({
      name: 'left',
      text: `select exists (select from job_runs where status = 'queued' and ready and not limited and reserved_for is null)
        or exists (select from job_runs where status = 'running') as left`,
    });
    if (row?.left === false) break;
    await sleep(25);
  }
  const wallMs = performance.now() - began;
  return { cpuUs: ((cpuMs(server.child.pid) - before) * 1000) / drained, wallMs };
}

/** What a browser has to load before the page is there, compressed, in kilobytes. */
async function firstLoad(): Promise<{ scripts_kb: number; all_kb: number }> {
  const page = await (await fetch(server.url)).text();
  const paths = [...page.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, path = '']) => path);
  const sizes = paths.map((path) => {
    const file = new URL(`../packages/web/dist/app${path}`, import.meta.url);
    return { path, size: compressedSize(readFileSync(file)) };
  });
  const sum = (those: typeof sizes) => round(those.reduce((total, { size }) => total + size, 0) / 1000);
  return { scripts_kb: sum(sizes.filter(({ path }) => path.endsWith('.js'))), all_kb: sum(sizes) };
}

function compressedSize(bytes: Uint8Array): number {
  return gzipSync(bytes).byteLength;
}

/** Processor time of a process so far, in milliseconds; the kernel counts in hundredths of a second. */
function cpuMs(pid: number | undefined): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Of every process of the bench's database: the server's own, and one for each connection. */
function databaseCpuMs(): number {
  const [first = ''] = readFileSync(
    join(dataDirectory(join(bench.directory, 'state')), 'postmaster.pid'),
    'utf8',
  ).split('\n');
  return processesBelow(Number(first)).reduce((sum, pid) => sum + cpuMs(pid), 0);
}

function processesBelow(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid, ...children.map(Number)];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function median(figures: readonly number[]): number | undefined {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)];
}
