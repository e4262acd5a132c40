// Infra Jobs, by its public door: a host with one extension, `createRuntime`, `runs.submit`. The database is opened
// beside it only to count and to fill in history.
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Runtime } from '@infra/core';
import type { Client, Peer, Place, Profile, Work } from '../peer.ts';

const job = 'noop';
/** How the job of the extension finds what it is to do: its module is loaded by the runtime. */
const workKey = 'infra.bench.work';
const infra = fileURLToPath(new URL('../../../packages/cli/bin/infra.js', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** Runs at once in a process where draining is all that counts; else what stands in the documentation as the default. */
const concurrency: Readonly<Record<Profile, number | null>> = {
  throughput: Number(process.env['BENCH_CONCURRENCY'] ?? 1000),
  latency: null,
  rescue: null,
};

// Decorators as plain calls: no compiler between the benchmark and what it measures.
const extension = `import { defineExtension, Job, JobResult } from '@infra/traits';
import { z } from 'zod';

class Noop {
  async execute({ parameters }) {
    return JobResult.success().withOutput(await globalThis[Symbol.for('${workKey}')](parameters));
  }
}
Job({ name: '${job}', parameters: z.object({ n: z.int().default(0) }) })(Noop);
export default defineExtension({ name: 'bench', jobs: [Noop] });
`;

async function writeHost(place: Place, profile: Profile): Promise<void> {
  const { directory } = place;
  await mkdir(join(directory, 'extension'), { recursive: true });
  await symlink(modules, join(directory, 'node_modules')).catch(ignoreExisting);
  const manifest = { name: 'bench', type: 'module', infra: { entry: './extension.js' } };
  await writeFile(join(directory, 'extension/package.json'), JSON.stringify(manifest));
  await writeFile(join(directory, 'extension/extension.js'), extension);
  // What an earlier scenario has configured is not this one's.
  await rm(configurationOf(place), { force: true });
  const runs = concurrency[profile];
  await configure(place, { worker: runs === null ? {} : { concurrency: runs } });
}

const configurationOf = ({ directory }: Place) => join(directory, 'infra.config.json');

/** Writes the host's configuration, its keys laid over what stands there, and its job index, as a deployment does. */
async function configure(place: Place, more: object): Promise<void> {
  const file = configurationOf(place);
  const before = await readFile(file, 'utf8').catch(() => '{}');
  const configuration = {
    ...(JSON.parse(before) as object),
    extensions: ['./extension'],
    database: { migrate: 'auto' },
    ...more,
  };
  await writeFile(file, JSON.stringify(configuration));
  const { status, stderr } = spawnSync(process.execPath, [infra, 'build'], {
    cwd: place.directory,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`infra build ended with ${status}: ${stderr}`);
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** As `infra work` does, and our documentation tells a host to: compiled code is kept from one start to the next. */
async function openRuntime(place: Place): Promise<Runtime> {
  enableCompileCache(join(place.directory, 'compiled'));
  const { createRuntime } = await import('@infra/core');
  return createRuntime({ cwd: place.directory, databaseUrl: place.url, kind: 'work', actor: 'bench' });
}

async function client(place: Place): Promise<Client> {
  const runtime = await openRuntime(place);
  await runtime.db();
  const { lastId, openPool } = await import('../measuring.ts');
  const counting = openPool(place.url, 1);
  const count = async (condition: string) => {
    const text = `select count(*) from job_runs where ${condition}`;
    return Number((await counting.query<{ count: string }>(text)).rows[0]?.count);
  };
  // What stood there before is finished: to read through a long history for the count would be a part of what is measured.
  const last = await lastId(counting, 'job_runs');
  return {
    submit: (n) => runtime.runs.submit(job, { n }),
    submitMany: (ns) => runtime.runs.submitMany(ns.map((n) => ({ job, parameters: { n } }))),
    submitAndWait: async (n) => (await runtime.runs.submitAndWait(job, { n })).result?.output,
    unfinished: () => count(`id > ${last} and status in ('queued', 'running')`),
    kept: () => count(`status = 'completed'`),
    lastFailed: async () => (await runtime.jobs.history({ status: 'failed', limit: 20 })).entries.length,
    async close() {
      await runtime.stop();
      await counting.end();
    },
  };
}

export const peer: Peer = {
  backend: 'postgres',
  settings: `drain: worker.concurrency ${concurrency.throughput}; else defaults`,
  async setup(place, profile) {
    const { freshDatabase } = await import('../measuring.ts');
    await freshDatabase(place);
    await writeHost(place, profile);
    // Migrates, as the configuration allows it.
    const runtime = await openRuntime(place);
    await runtime.db();
    await runtime.stop();
  },
  async remove(place) {
    const { dropDatabase } = await import('../measuring.ts');
    await dropDatabase(place);
  },
  client,
  async startWorker(place, _profile, work: Work) {
    Reflect.set(globalThis, Symbol.for(workKey), work);
    const runtime = await openRuntime(place);
    await runtime.start();
    return { stop: () => runtime.stop(0) };
  },
  async fillHistory(place, count) {
    const { query } = await import('../measuring.ts');
    await query(
      place.url,
      `insert into job_runs (job_name, status, trigger, parameters, attempt, created_at, started_at, finished_at, result, error)
       select $2, case when i % 100 = 0 then 'failed' else 'completed' end, 'api', jsonb_build_object('n', i), 1,
         at, at, at, '{"success": true, "output": {"n": 1}}',
         case when i % 100 = 0 then '{"code": "job_threw", "message": "boom"}'::jsonb end
       from generate_series(1, $1::int) i, lateral (select infra_now() - interval '1 day' + i * interval '10 ms' as at) t`,
      [count, job],
    );
  },
  async register(place, crons) {
    const schedules = Object.fromEntries(
      crons.map((cron, index) => [`s${index}`, { schedule: `0 ${cron}` }]),
    );
    await configure(place, { jobs: { [job]: { schedules } } });
    // A runtime that starts writes its schedules to the database.
    const runtime = await openRuntime(place);
    await runtime.start();
    await runtime.stop();
  },
  async startScheduler(place) {
    const runtime = await openRuntime(place);
    await runtime.start();
    return { stop: () => runtime.stop() };
  },
};
