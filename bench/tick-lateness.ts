// How late runs start: started_at − scheduled_for of every-second jobs, and whether an occurrence is missing or double;
// beside it how late the machine is (`bare`: a timer and two statements), and where the slowest were late. The first
// seconds count: what a process does first it does late.
//   node bench/tick-lateness.ts [--seconds 600] [--only one|two|hundred|faults]
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openHost } from '@infra/core';
import { createBenchHost, percentile } from './bench-host.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '600' }, only: { type: 'string' } },
});
const seconds = Number(values.seconds);
interface Scenario {
  readonly title: string;
  readonly jobs: number;
  readonly processes: number;
  /** What p99 must stay below. */
  readonly limitMs: number | null;
  readonly faults?: boolean;
}

const scenarios: Readonly<Record<string, Scenario>> = {
  one: { title: '1 job, 1 process', jobs: 1, processes: 1, limitMs: 10 },
  two: { title: '1 job, 2 processes', jobs: 1, processes: 2, limitMs: 15 },
  hundred: { title: '100 jobs at once, 1 process', jobs: 100, processes: 1, limitMs: 50 },
  faults: {
    title: '20 jobs, 3 processes, one SIGKILL, one SIGSTOP for 30 s',
    jobs: 20,
    processes: 3,
    limitMs: null,
    faults: true,
  },
};

for (const [name, scenario] of Object.entries(scenarios)) {
  if (values.only !== undefined && values.only !== name) continue;
  console.log(JSON.stringify(await measure(scenario)));
}

async function measure({ title, jobs, processes, limitMs, faults = false }: Scenario) {
  const list = Array.from({ length: jobs }, (_, index) => ({
    name: `tick_${index}`,
    schedule: '* * * * * *',
    overlap: 'allow',
    misfire: { runAll: 1000 },
  }));
  const bench = await createBenchHost(list);
  try {
    const children: ChildProcess[] = [];
    for (let index = 0; index < processes; index++) children.push(await bench.start());
    children.push(await bench.start('bare-ticks'));
    if (faults) await disturb(children);
    await pause(seconds * 1000);
    await Promise.all(children.map(end));
    return { title, ...(await evaluate(bench.directory)), limit_p99_ms: limitMs };
  } finally {
    await bench.remove();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.removeAllListeners('exit').kill('SIGTERM');
  await once(child, 'exit');
}

/** One process dies, one sleeps for 30 s; the third carries on. */
async function disturb([first, second]: readonly ChildProcess[]): Promise<void> {
  await pause(5_000);
  first?.removeAllListeners('exit').kill('SIGKILL');
  second?.kill('SIGSTOP');
  setTimeout(() => second?.kill('SIGCONT'), 30_000);
}

interface Occurrence {
  readonly at: string;
  /** Milliseconds after the scheduled moment: the tick that made the run, and its start. */
  readonly ticked_ms: number;
  readonly started_ms: number;
}

function milliseconds(interval: string): string {
  return `round((extract(epoch from ${interval}) * 1000)::numeric, 1)::float8`;
}

async function evaluate(directory: string) {
  const host = await openHost({ cwd: directory });
  const database = await host.database();
  const late = await database.query<Occurrence>({
    name: 'lateness',
    text: `select to_char(scheduled_for, 'HH24:MI:SS') as at,
        ${milliseconds('r.created_at - scheduled_for')} as ticked_ms,
        ${milliseconds('r.started_at - scheduled_for')} as started_ms
      from job_runs r
      where scheduled_for is not null and r.started_at is not null and attempt = 1
      order by r.started_at - scheduled_for`,
  });
  const bare = await database.query<{ ms: number }>({
    name: 'bare_lateness',
    text: `select ${milliseconds('started_at - scheduled_for')} as ms from bare_ticks where started_at is not null order by 1`,
  });
  const [gaps] = await database.query({
    name: 'gaps',
    text: `with per_job as (
        select job_name, count(*)::int as runs, count(distinct scheduled_for)::int as moments,
          extract(epoch from max(scheduled_for) - min(scheduled_for))::int + 1 as expected
        from job_runs where scheduled_for is not null group by job_name
      ), skips as (select coalesce(sum(count), 0)::int as skipped from skipped_occurrences)
      select sum(runs)::int as runs, sum(runs - moments)::int as double, sum(expected - moments)::int - (select skipped from skips) as missing,
        (select skipped from skips) as skipped,
        (select count(*)::int from job_runs where status = 'failed') as failed from per_job`,
  });
  await host.close();
  return {
    ...gaps,
    ...spread(late.map((row) => row.started_ms)),
    bare: spread(bare.map((row) => row.ms)),
    slowest: late.slice(-8).toReversed(),
  };
}

function spread(sorted: readonly number[]) {
  return { p50_ms: percentile(sorted, 0.5), p99_ms: percentile(sorted, 0.99), max_ms: sorted.at(-1) ?? null };
}
