import type { Artifact } from '../artifacts/artifact.js';
import type { SystemStatus } from '../artifacts/system-status.js';
import { toleranceMs } from '../health/judge-schedules.js';
import { maskRun } from '../registry/mask-run.js';
import {
  type ActiveRun,
  type ComingOccurrence,
  readSystemState,
  type SystemState,
  type WaitingRun,
  type WorkerState,
} from '../runs/read/system-state.js';
import { occurrencesOfSchedule } from './coming-occurrences.js';
import type { Host } from './host.js';
import { progressOf } from './shown-run.js';

/** Coming occurrences that are shown. */
const comingShown = 10;

export interface SystemStatusInput {
  /** Whether the shell runs of this user are looked at, too; false by default. */
  readonly withShellRuns?: boolean | undefined;
}

/**
 * Everything that goes on, as it was at one moment: who ticks and works, what runs, waits and comes. A run that is not
 * over is always in one of the lists, and an occurrence that is due in one of them or in `next`.
 */
export async function systemStatus(
  host: Host,
  { withShellRuns = false }: SystemStatusInput = {},
): Promise<Artifact<SystemStatus>> {
  const shell_runs = withShellRuns ? await (await import('./shell-status.js')).shellStatus(host.clock) : null;
  const data =
    host.configured || !withShellRuns ? await hostStatus(host) : nothingElse(new Date(host.clock.now()));
  return { data: { ...data, shell_runs }, artifact_type: 'presentation_card', title: 'System Status' };
}

async function hostStatus(host: Host): Promise<Omit<SystemStatus, 'shell_runs'>> {
  const database = await host.database();
  const { leaseMs } = host.settings.worker;
  const state = await readSystemState(database, { leaseMs, toleranceMs, coming: comingShown });
  return {
    at: state.now,
    configured: true,
    scheduler: schedulerOf(state),
    workers: state.workers.map(workerOf),
    active: state.active.map((run) => activeOf(host, run, state.now)),
    waiting: state.waiting.map((run) => waitingOf(host, run)),
    counts: state.counts,
    queued: [...state.queued],
    unrunnable: state.unrunnable.map(({ jobName, queue, runs }) => ({ job_name: jobName, queue, runs })),
    next: nextOf(host, state.coming),
    pauses: state.pauses.map(({ scope, reason, actor, since }) => ({
      queue: scope === '*' ? null : scope,
      reason,
      actor,
      since: instant(since),
    })),
    failures: { unresolved: state.unresolvedFailures, open_alerts: state.openAlerts },
  };
}

/** Where there is no host. */
function nothingElse(now: Date): Omit<SystemStatus, 'shell_runs'> {
  return {
    at: now.toISOString(),
    configured: false,
    scheduler: {
      alive: false,
      on_time: true,
      processes: 0,
      last_heartbeat_at: null,
      overdue: 0,
      latest: null,
    },
    workers: [],
    active: [],
    waiting: [],
    counts: { pending: 0, awaiting_approval: 0, approved: 0, queued: 0, running: 0 },
    queued: [],
    unrunnable: [],
    next: [],
    pauses: [],
    failures: { unresolved: 0, open_alerts: 0 },
  };
}

function schedulerOf({ workers, overdue, pauses }: SystemState): SystemStatus['scheduler'] {
  const ticking = workers.filter(({ kind, alive, stopping }) => kind !== 'command' && alive && !stopping);
  const heartbeats = workers
    .filter(({ kind }) => kind !== 'command')
    .map(({ heartbeatAt }) => instant(heartbeatAt));
  const { worst } = overdue;
  return {
    alive: ticking.length > 0,
    // What is paused as a whole is not late: nothing shall tick.
    on_time: overdue.total === 0 || pauses.some(({ scope }) => scope === '*'),
    processes: ticking.length,
    last_heartbeat_at: heartbeats.toSorted().at(-1) ?? null,
    overdue: overdue.total,
    latest:
      worst === null
        ? null
        : { job_name: worst.jobName, schedule_name: worst.scheduleName, late_ms: worst.lateMs },
  };
}

function workerOf(worker: WorkerState): SystemStatus['workers'][number] {
  const { id, kind, host, pid, version, concurrency, running, queues, alive, stopping } = worker;
  return {
    id: String(id),
    kind,
    host,
    pid,
    version,
    concurrency,
    running,
    queues: queues === null ? null : [...queues],
    started_at: instant(worker.startedAt),
    last_heartbeat_at: instant(worker.heartbeatAt),
    alive,
    stopping,
  };
}

function activeOf(host: Host, run: ActiveRun, now: string): SystemStatus['active'][number] {
  return {
    id: String(run.id),
    job_name: run.jobName,
    description: host.registry.find(run.jobName)?.description ?? null,
    attempt: run.attempt,
    queue: run.queue,
    subject: run.subject,
    worker_id: run.workerId === null ? null : String(run.workerId),
    host: run.host,
    pid: run.pid,
    started_at: instant(run.startedAt),
    running_ms: Math.max(0, Date.parse(now) - Date.parse(run.startedAt)),
    progress: progressOf(run.progress),
  };
}

function waitingOf(host: Host, run: WaitingRun): SystemStatus['waiting'][number] {
  const { parameters } = run;
  return {
    id: String(run.id),
    job_name: run.jobName,
    status: run.status,
    attempt: run.attempt,
    queue: run.queue,
    priority: run.priority,
    subject: run.subject,
    available_at: instant(run.availableAt),
    parameters: parameters === null ? null : maskRun(host.registry, run.jobName, parameters),
  };
}

/** The database knows what each schedule waits for; the clock, what comes behind that. */
function nextOf(host: Host, coming: readonly ComingOccurrence[]): SystemStatus['next'] {
  return coming
    .flatMap(({ jobName, scheduleName, at, parameters }) => {
      const job = host.registry.find(jobName);
      const schedule = job?.schedules.find(({ name }) => name === scheduleName);
      const first = new Date(at);
      const following =
        job === undefined || schedule === undefined
          ? []
          : occurrencesOfSchedule(job, schedule).takeNext(comingShown - 1, first);
      const masked = maskRun(host.registry, jobName, parameters);
      return [first, ...following].map((moment) => ({
        job_name: jobName,
        schedule_name: scheduleName,
        at: moment.toISOString(),
        parameters: masked,
      }));
    })
    .toSorted((one, other) => one.at.localeCompare(other.at))
    .slice(0, comingShown);
}

function instant(text: string): string {
  return new Date(text).toISOString();
}
