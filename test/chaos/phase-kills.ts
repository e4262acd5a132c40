import { setTimeout as pause } from 'node:timers/promises';
import { chanceOf } from './chance.ts';
import { ChaosHost } from './chaos-host.ts';

/** What became of combined runs whose workers were killed. */
export interface PhaseKills {
  readonly seed: number;
  readonly kills: number;
  readonly runs: number;
  /** Attempts of phases that were lost with their workers. */
  readonly attempts_lost: number;
  /** What is wrong in the record; nothing, when all is well. */
  readonly violations: readonly object[];
}

/** How long a combined run may take once nobody is killed any more. */
const patienceMs = 60_000;

// Each phase completed once, by a run of its own, and none began before the one before it had ended.
const wrong = `
  select r.id, r.status, count(p.*) as phases, count(*) filter (where p.completed and c.status = 'completed') as done
  from job_runs r left join run_phases p on p.run_id = r.id left join job_runs c on c.id = p.child and c.parent = r.id
  where r.job_name = 'twenty'
  group by r.id
  having r.status <> 'completed' or count(*) filter (where p.completed and c.status = 'completed') <> 20
    or count(distinct p.child) <> 20 or (select count(*) from job_runs k where k.parent = r.id) <> 20
    or (r.result -> 'output' ->> 'phases_completed')::int <> 20
  union all
  select p.run_id, 'out of order', p.position, c.id
  from run_phases p join job_runs c on c.id = p.child
  join run_phases q on q.run_id = p.run_id and q.position = p.position - 1 join job_runs b on b.id = q.child
  where c.created_at < b.finished_at or c.started_at < b.finished_at`;

/**
 * Kills worker processes at random moments of a combined job of 20 phases, again and again, and looks at what is
 * recorded when all of its runs have ended.
 */
export async function killDuringPhases(seed: number, kills: number): Promise<PhaseKills> {
  const host = await ChaosHost.create(2);
  const chance = chanceOf(seed);
  try {
    const runs: string[] = [];
    for (let killed = 0; killed < kills; ) {
      if (await isOver(host, runs.at(-1))) runs.push((await host.client.runs.submit('twenty')).runId);
      await pause(chance.between(0, 900));
      const pid = await busyWorker(host);
      if (pid === null) continue;
      process.kill(pid, 'SIGKILL');
      killed++;
    }
    for (const runId of runs) await host.client.runs.wait(runId, { timeout: patienceMs });
    await host.dismiss();
    const [lost] = await host.query<{ lost: number }>(
      `select coalesce(sum(lost), 0)::int as lost from job_runs where job_name in ('twenty', 'step')`,
    );
    const violations = await host.query<object>(wrong);
    return { seed, kills, runs: runs.length, attempts_lost: lost?.lost ?? 0, violations };
  } finally {
    await host.close();
  }
}

/** The process that runs a phase at this moment; null when none does. */
async function busyWorker(host: ChaosHost): Promise<number | null> {
  const rows = await host.query<{ pid: number }>(
    `select w.pid from job_runs r join workers w on w.id = r.claimed_by
      where r.job_name = 'step' and r.status = 'running' and w.gone_at is null`,
  );
  const alive = host.places.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  return rows.find(({ pid }) => alive.some(({ child }) => child.pid === pid))?.pid ?? null;
}

async function isOver(host: ChaosHost, runId: string | undefined): Promise<boolean> {
  if (runId === undefined) return true;
  const run = await host.client.runs.read(runId);
  return run?.finishedAt !== null;
}
