// The engine beside other queues, on one machine, one PostgreSQL and in one interleaved run.
//   npm run bench:peers -- [--scenario drain,enqueue] [--peers infra,graphile-worker,pg-boss,bullmq,raw] [--rounds 3]
//     [--quick] [--json FILE]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { round } from './measuring.ts';
import { loadPeer, peerNames } from './load-peer.ts';
import { type Medians, mediansOf, table } from './report.ts';
import { scenarios } from './scenarios/index.ts';
import { type Figures, fullSizes, quickSizes, type Sizes } from './scenarios/scenario.ts';
import { type Servers, startServers } from './servers.ts';
import { judge, verdictLine } from './targets.ts';

const longestMs = 20 * 60_000;
/** Too long for a quick look. */
const notQuick = new Set(['memory', 'schedules100k']);

const { values: options } = parseArgs({
  options: {
    scenario: { type: 'string' },
    peers: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const here = fileURLToPath(new URL('.', import.meta.url));

/** Installs the other queues: they belong to this folder, and to nobody who installs the project. */
function install(): void {
  if (existsSync(`${here}node_modules/graphile-worker`)) return;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`the other queues could not be installed: npm ci ended with ${status}`);
}

async function measure(scenario: string, spec: string, servers: Servers, sizes: Sizes): Promise<Figures> {
  const place = await servers.placeOf(spec);
  const child = spawn(
    process.execPath,
    [`${here}measure-process.ts`, scenario, spec, JSON.stringify(sizes)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
      env: {
        ...process.env,
        BENCH_PLACE: JSON.stringify(place),
        BENCH_POSTGRES_PID: String(servers.postgres.pid),
        BENCH_REDIS_PID: String(servers.redis?.pid ?? 0),
      },
    },
  );
  const [output, complaint] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  if (child.exitCode === 0) return JSON.parse(output) as Figures;
  return { error: complaint.trim().split('\n').slice(-12).join(' ').slice(0, 600) };
}

async function measureAll(servers: Servers): Promise<Medians> {
  const sizes = options.quick ? quickSizes : fullSizes;
  const names =
    options.scenario?.split(',') ??
    Object.keys(scenarios).filter((name) => !options.quick || !notQuick.has(name));
  const medians = new Map<string, Map<string, Figures>>();
  for (const name of names) {
    const scenario = scenarios[name];
    if (scenario === undefined) {
      throw new Error(`'${name}' is none of ${Object.keys(scenarios).join(', ')}`);
    }
    const peers = (options.peers?.split(',') ?? scenario.peers).filter(
      (spec) => servers.redis !== null || !spec.startsWith('bullmq'),
    );
    const rounds = Number(options.rounds ?? (options.quick ? 1 : scenario.rounds));
    const figures = new Map<string, Figures[]>(peers.map((peer) => [peer, []]));
    for (let index = 1; index <= rounds; index++) {
      for (const [peer, all] of figures) {
        const result = await measure(name, peer, servers, sizes);
        console.error(`${name} ${index}/${rounds} ${peer} ${JSON.stringify(result)}`);
        all.push(result);
      }
    }
    const middle = new Map([...figures].map(([peer, all]) => [peer, mediansOf(all)]));
    medians.set(name, middle);
    console.log(`\n### ${name}: ${scenario.title}; medians of ${rounds}\n`);
    console.log(table(middle).join('\n'));
  }
  return medians;
}

const asObject = (medians: Medians) =>
  Object.fromEntries([...medians].map(([name, figures]) => [name, Object.fromEntries(figures)]));

install();
const servers = await startServers();
try {
  const machine = {
    at: new Date().toISOString(),
    processor: `${cpus().length} × ${cpus()[0]?.model ?? ''}`,
    memory_gb: round(totalmem() / 2 ** 30, 0),
    node: process.version,
    postgres: servers.postgres.version,
    redis: servers.redis?.version ?? null,
  };
  console.log(JSON.stringify(machine));
  if (servers.redis === null) {
    console.error(
      'BULLMQ IS LEFT OUT: there is no redis-server on this machine (apt-get install redis-server)',
    );
  }
  const medians = await measureAll(servers);
  const verdicts = judge(medians);
  console.log(`\n${verdicts.map(verdictLine).join('\n')}`);
  if (options.json !== undefined) {
    const settings = Object.fromEntries(
      await Promise.all(peerNames.map(async (name) => [name, (await loadPeer(name)).settings] as const)),
    );
    await writeFile(
      options.json,
      JSON.stringify({ machine, settings, medians: asObject(medians), verdicts }, null, 2),
    );
  }
} finally {
  await servers.stop();
}
