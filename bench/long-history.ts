// What reading and pruning cost beside a long history: a million finished runs and two million log lines by default.
//   node bench/long-history.ts [--runs 1000000]
import { parseArgs } from 'node:util';
import { openHost, operations } from '@infra/core';
import { RetentionStore } from '../packages/core/dist/runs/retention/retention-store.js';
import { createBenchHost, percentile } from './bench-host.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '1000000' } } });
const runs = Number(values.runs);
/** Times that each reading is measured. */
const rounds = 11;

const bench = await createBenchHost([{ name: 'job_7', schedule: '0 0 * * * *' }]);
process.chdir(bench.directory);
const host = await openHost({ cwd: bench.directory });
const database = await host.database();

// One run a second up to now; one in a hundred failed, one in 200 cancelled, of 50 jobs and 1,000 clients.
const statements = [
  `insert into job_runs (job_name, status, trigger, client_id, created_at, started_at, finished_at, worker_id, attempt,
      result, error)
    select 'job_' || i % 50, case when i % 100 = 0 then 'failed' when i % 200 = 1 then 'cancelled' else 'completed' end,
      'manual', case when i % 10 = 0 then 'client-' || i % 1000 end, t, t, t, 1, 1, '{"success": true}',
      case when i % 100 = 0 then '{"code": "job_failed", "message": "no"}'::jsonb end
    from (select i, infra_now() - (${runs} - i) * interval '1 second' as t from generate_series(1, ${runs}) i) x`,
  `insert into job_runs (job_name, status, trigger, ready)
    select 'job_' || i % 50, 'queued', 'manual', i % 10 > 0 from generate_series(1, 10000) i`,
  `insert into job_runs (job_name, status, trigger, claimed_by, started_at)
    select 'job_' || i % 50, 'running', 'manual', 1, infra_now() from generate_series(1, 50) i`,
  `insert into logs (run_id, attempt, at, level, message)
    select id, 1, created_at, 'info', 'a line of the log' from job_runs cross join generate_series(1, 2)
    where finished_at is not null`,
  `vacuum analyze`,
];
for (const [index, text] of statements.entries()) {
  await database.query({ name: `fill_${index}`, text, patient: true });
}

const { listRuns } = await operations.listRuns();
const { systemStatus } = await operations.systemStatus();
const { showRun } = await operations.showRun();
const { readRunLogs } = await operations.readRunLogs();
const { jobHistory } = await operations.jobHistory();
const retention = new RetentionStore(database, host.settings.retention);
const hourAgo = new Date(Date.now() - 3_600_000);
const signal = new AbortController().signal;

const readings: Readonly<Record<string, () => Promise<unknown>>> = {
  'runs list': () => listRuns(host),
  'runs list failed': () => listRuns(host, { filter: 'failed' }),
  'runs list done': () => listRuns(host, { filter: 'done' }),
  'runs list cancelled': () => listRuns(host, { filter: 'cancelled' }),
  'runs list active': () => listRuns(host, { filter: 'active' }),
  'runs list approved (10,000 queued)': () => listRuns(host, { filter: 'approved' }),
  'runs list pending (none)': () => listRuns(host, { filter: 'pending' }),
  'runs list --job': () => listRuns(host, { job: 'job_7' }),
  'runs list failed --job (has none)': () => listRuns(host, { filter: 'failed', job: 'job_7' }),
  'runs list --client': () => listRuns(host, { client: 'client-500' }),
  'runs list --since 1h': () => listRuns(host, { since: hourAgo, limit: 1_000 }),
  'runs list --offset 10000': () => listRuns(host, { offset: 10_000 }),
  'jobs history': () => jobHistory(host),
  'runs status': () => showRun(host, { id: '500000' }),
  'runs logs --tail': () => readRunLogs(host, { id: '500000', tail: 50, signal }),
  'status (10,000 queued)': () => systemStatus(host),
  'prune with nothing to remove': () => retention.prune({}),
};

const lines: string[] = [];
for (const [name, read] of Object.entries(readings)) {
  await read();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await read();
    times.push(performance.now() - began);
  }
  const sorted = times.toSorted((a, b) => a - b);
  lines.push(`${name.padEnd(40)} ${percentile(sorted, 0.5)?.toFixed(1).padStart(8)} ms`);
}
const began = performance.now();
const pruned = await retention.prune({ finishedRunsOlderThan: Math.round((runs - runs / 10) * 1_000) });
const seconds = (performance.now() - began) / 1_000;
lines.push(
  `prune of ${pruned.runs} runs with their logs ${seconds.toFixed(1)} s, ${Math.round(pruned.runs / seconds)} runs/s`,
);
process.stdout.write(`${runs} finished runs kept; median of ${rounds}\n${lines.join('\n')}\n`);
await host.close();
process.chdir('/');
await bench.remove();
