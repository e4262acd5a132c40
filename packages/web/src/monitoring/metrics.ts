import type { operations } from '@infra/core';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the gauges are set from. */
export type Figures = Awaited<
  ReturnType<Awaited<ReturnType<(typeof operations)['systemFigures']>>['systemFigures']>
>;

/** A gauge: its name without `infra_`, what it says, its labels, and how it is set. */
type GaugeOf = readonly [
  name: string,
  help: string,
  labels: readonly string[],
  set: (figures: Figures, gauge: Gauge) => void,
];

const workerStates = ['alive', 'stopping', 'silent'] as const;

const gauges: readonly GaugeOf[] = [
  [
    'runs',
    'Unfinished runs by status',
    ['status'],
    ({ status }, gauge) => {
      for (const [word, runs] of Object.entries(status.counts)) gauge.set({ status: word }, runs);
    },
  ],
  [
    'queue_ready_runs',
    'Runs that could be claimed now, by queue',
    ['queue'],
    ({ status }, gauge) => {
      for (const { queue, ready } of status.queued) gauge.set({ queue }, ready);
    },
  ],
  [
    'queue_delayed_runs',
    'Queued runs whose time has not come, by queue',
    ['queue'],
    ({ status }, gauge) => {
      for (const { queue, delayed } of status.queued) gauge.set({ queue }, delayed);
    },
  ],
  [
    'queue_oldest_ready_seconds',
    'For how long the oldest run that could be claimed waits',
    [],
    ({ oldestReadyMs }, gauge) => gauge.set((oldestReadyMs ?? 0) / 1000),
  ],
  [
    'unrunnable_runs',
    'Queued runs that no live worker can take',
    [],
    ({ status }, gauge) => gauge.set(status.unrunnable.reduce((sum, { runs }) => sum + runs, 0)),
  ],
  [
    'workers',
    'Worker processes that have not left',
    ['state'],
    ({ status: { workers } }, gauge) => {
      for (const state of workerStates) {
        const those = workers.filter((worker) => stateOf(worker) === state);
        gauge.set({ state }, those.length);
      }
    },
  ],
  [
    'worker_slots',
    'Runs that live workers could execute at once',
    [],
    ({ status: { workers } }, gauge) =>
      gauge.set(workers.filter(({ alive }) => alive).reduce((sum, { concurrency }) => sum + concurrency, 0)),
  ],
  [
    'schedulers',
    'Live processes that tick',
    [],
    ({ status }, gauge) => gauge.set(status.scheduler.processes),
  ],
  [
    'occurrences_overdue',
    'Schedules whose occurrence is late by more than ten seconds',
    [],
    ({ status }, gauge) => gauge.set(status.scheduler.overdue),
  ],
  [
    'occurrence_lateness_seconds',
    'How late the latest of them is',
    [],
    ({ status }, gauge) => gauge.set((status.scheduler.latest?.late_ms ?? 0) / 1000),
  ],
  [
    'failures_unresolved',
    'Failures that nobody has resolved',
    [],
    ({ status }, gauge) => gauge.set(status.failures.unresolved),
  ],
  [
    'alerts_open',
    'Alerts that were raised and not cleared',
    [],
    ({ status }, gauge) => gauge.set(status.failures.open_alerts),
  ],
  [
    'paused',
    'Whether everything is paused',
    [],
    ({ status }, gauge) => gauge.set(status.pauses.some(({ queue }) => queue === null) ? 1 : 0),
  ],
  [
    'job_enabled',
    'Whether the job runs on its schedule',
    ['job'],
    ({ jobs }, gauge) => {
      for (const { jobName, enabled } of jobs) gauge.set({ job: jobName }, enabled ? 1 : 0);
    },
  ],
  [
    'job_finished_runs',
    'Runs of the job that have finished, ever',
    ['job'],
    ({ jobs }, gauge) => {
      for (const { jobName, runCount } of jobs) gauge.set({ job: jobName }, runCount);
    },
  ],
  [
    'job_last_success_timestamp_seconds',
    'When the job last succeeded; missing when it never did',
    ['job'],
    ({ jobs }, gauge) => {
      for (const { jobName, lastSuccess } of jobs) {
        if (lastSuccess !== null) gauge.set({ job: jobName }, lastSuccess.getTime() / 1000);
      }
    },
  ],
];

function stateOf({ alive, stopping }: Figures['status']['workers'][number]): (typeof workerStates)[number] {
  if (!alive) return 'silent';
  return stopping ? 'stopping' : 'alive';
}

/** The metrics of one handler, in a registry of their own: those of a host application stay apart. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #gauges: readonly (readonly [Gauge, GaugeOf[3]])[];
  readonly #viewers: Gauge;
  readonly #requests: Counter<'method' | 'route' | 'status'>;
  readonly #seconds: Histogram<'route'>;

  constructor() {
    const registers = [this.#registry];
    this.#gauges = gauges.map(([name, help, labelNames, set]) => [
      new Gauge({ name: `infra_${name}`, help, labelNames: [...labelNames], registers }),
      set,
    ]);
    this.#viewers = new Gauge({
      name: 'infra_web_viewers',
      help: 'Open streams of events and logs',
      registers,
    });
    this.#requests = new Counter({
      name: 'infra_web_requests_total',
      help: 'Requests that were answered',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'infra_web_request_seconds',
      help: 'How long an answer took, up to its beginning',
      labelNames: ['route'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.5, 2],
      registers,
    });
  }

  /** Counts an answer. @param route as it stands in the table: `/api/runs/:id`. */
  answered(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly ms: number;
  }): void {
    const { method, route, status, ms } = request;
    this.#requests.inc({ method, route, status: String(status) });
    this.#seconds.observe({ route }, ms / 1000);
  }

  /** All of them as text, as Prometheus reads it. */
  async text(figures: Figures, viewers: number): Promise<{ readonly type: string; readonly text: string }> {
    for (const [gauge, set] of this.#gauges) {
      // A queue that is empty now, or a job that is gone, is not said to be as it was.
      gauge.reset();
      set(figures, gauge);
    }
    this.#viewers.set(viewers);
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
