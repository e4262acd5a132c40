import { setTimeout as pause } from 'node:timers/promises';
import { chanceOf } from './chance.ts';
import { ChaosHost } from './chaos-host.ts';
import { tightLimit } from './chaos-jobs.ts';
import { doHarm, type FaultCounts } from './faults.ts';
import { putLoad, untilAnswered } from './load.ts';
import { type Violation, violations } from './verdict.ts';

/** What a campaign did, and what came of it. */
export interface Figures {
  readonly seed: number;
  readonly seconds: number;
  readonly workers: number;
  readonly faults: FaultCounts;
  readonly submitted: number;
  readonly cancels_asked: number;
  readonly runs: { readonly completed: number; readonly failed: number; readonly cancelled: number };
  readonly occurrences: { readonly run: number; readonly skipped: number };
  readonly executions: number;
  readonly attempts_lost: number;
  readonly late_results_refused: number;
  /** Of the last run to end after the harm was over. */
  readonly recovered_ms: number;
  readonly violations: readonly Violation[];
}

const workers = 3;
/** Once the harm is over something must end at least this often, until nothing is left. */
const patienceMs = 20_000;

/** Lets worker processes run under load while a seeded sequence of faults is done to them, and judges the tables. */
export async function campaign(seed: number, seconds: number): Promise<Figures> {
  const host = await ChaosHost.create(workers);
  try {
    const until = Date.now() + seconds * 1_000;
    const chance = chanceOf(seed);
    const [faults, load, overClaimed] = await Promise.all([
      doHarm(host, chance, until),
      putLoad(host, chanceOf(seed + 1), until),
      watchLimit(host, until),
    ]);
    const recoveredMs = await recover(host);
    await host.dismiss();
    const found = [...overClaimed, ...(await schedulesStopped(host)), ...(await violations(host))];
    return {
      ...(await count(host)),
      seed,
      seconds,
      workers,
      faults,
      submitted: load.submitted,
      cancels_asked: load.cancels,
      late_results_refused: host.told.lateResultsRefused,
      recovered_ms: Math.round(recoveredMs),
      violations: found,
    };
  } finally {
    await host.close();
  }
}

/** Waits until every submitted run is final and every schedule has gone on by itself. */
async function recover(host: ChaosHost): Promise<number> {
  const begun = performance.now();
  let least = Number.POSITIVE_INFINITY;
  let lessAt = begun;
  const text = `select (select count(*) from job_runs
      where job_name in ('work', 'tight') and status not in ('completed', 'failed', 'cancelled')) as unfinished,
    (select min(next_run) > infra_now() from job_schedules) as ticking`;
  for (;;) {
    const [row] = await untilAnswered(() => host.query<{ unfinished: number; ticking: boolean }>(text));
    const unfinished = row?.unfinished ?? least;
    const now = performance.now();
    if (unfinished < least) {
      least = unfinished;
      lessAt = now;
    }
    if ((unfinished === 0 && row?.ticking === true) || now - lessAt > patienceMs) return now - begun;
    await pause(100);
  }
}

async function schedulesStopped(host: ChaosHost): Promise<Violation[]> {
  const rows = await host.query<object>(
    `select job_name, next_run from job_schedules where next_run < infra_now() - interval '20 s' or not enabled`,
  );
  return rows.length === 0 ? [] : [{ rule: 'schedules go on by themselves', found: rows.length, rows }];
}

/** Looks again and again whether more runs of the limited job are running than may. */
async function watchLimit(host: ChaosHost, until: number): Promise<Violation[]> {
  const text = `select count(*) as running from job_runs where job_name = 'tight' and status = 'running'`;
  const most: object[] = [];
  while (Date.now() < until) {
    const [row] = await untilAnswered(() => host.query<{ running: number }>(text));
    if (row !== undefined && row.running > tightLimit) most.push(row);
    await pause(25);
  }
  return most.length === 0
    ? []
    : [{ rule: 'no limit is over-claimed', found: most.length, rows: most.slice(0, 5) }];
}

async function count(
  host: ChaosHost,
): Promise<Pick<Figures, 'runs' | 'occurrences' | 'executions' | 'attempts_lost'>> {
  const [row] = await host.query<Record<string, number>>(
    `select count(*) filter (where status = 'completed')::int as completed,
       count(*) filter (where status = 'failed')::int as failed,
       count(*) filter (where status = 'cancelled')::int as cancelled,
       count(*) filter (where scheduled_for is not null)::int as run,
       (select coalesce(sum(count), 0)::int from skipped_occurrences) as skipped,
       (select count(*)::int from chaos_executions) as executions,
       (select count(*)::int from attempts where outcome = 'lost') as lost from job_runs`,
  );
  const of = (name: string) => row?.[name] ?? 0;
  return {
    runs: { completed: of('completed'), failed: of('failed'), cancelled: of('cancelled') },
    occurrences: { run: of('run'), skipped: of('skipped') },
    executions: of('executions'),
    attempts_lost: of('lost'),
  };
}
