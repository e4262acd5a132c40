import { hostname } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Gate } from '../approval/gate.js';
import type { Clock } from '../clock/clock.js';
import { coreVersion } from '../config/core-version.js';
import type { CombinedKeeper } from '../combined/combined-keeper.js';
import type { Database } from '../database/database.js';
import type { Deliverer } from '../delivery/deliverer.js';
import type { Emit, RuntimeEvent } from '../events/runtime-event.js';
import { areJobsWritten } from '../jobs/are-jobs-written.js';
import type { Host } from '../operations/host.js';
import { chainJobName } from '../registry/chain-job.js';
import { isGated } from '../registry/registered-job.js';
import type { Housekeeping } from '../scheduler/housekeeping.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import { openTelemetry } from '../telemetry/open-telemetry.js';
import { Worker } from '../worker/worker.js';

export interface EngineOptions {
  /** What this process is to others. */
  readonly kind: 'embedded' | 'work' | 'serve';
  /** The queues that it serves; null: all. */
  readonly queues: readonly string[] | null;
  /** The scheduler's own. */
  readonly schedulerClock: Clock;
  readonly emit: Emit;
  /** Adds a listener to what `emit` tells. */
  readonly listen: (listener: Emit) => void;
}

/** How long others wait for a hint at what this process has enqueued, in milliseconds: its own claim comes first. */
const hintAfterMs = 2;

/**
 * What moves runs along in one process: the worker, the scheduler, and what looks after schedules, slots and
 * notifications beside them.
 *
 * The worker comes first, and what the others need is loaded after its first claim: what waits in the queue when a
 * process starts has waited long enough.
 */
export class Engine {
  readonly #host: Host;
  readonly #options: EngineOptions;
  #worker: Worker | null = null;
  #scheduler: Scheduler | null = null;
  #housekeeping: Housekeeping | null = null;
  #deliverer: Deliverer | null = null;
  #keeper: CombinedKeeper | null = null;
  #gate: Gate | null = null;

  constructor(host: Host, options: EngineOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** Attempts that are under way. */
  get running(): number {
    return this.#worker?.running ?? 0;
  }

  /** Tells that there may be runs to claim. */
  wake(): void {
    this.#worker?.wake();
    this.#gate?.wake();
  }

  /**
   * Writes this program's jobs to the database and begins to claim and to tick.
   * @throws {DatabaseUnreachableError} @throws {DatabaseNotMigratedError} @throws {SchemaTooNewError}
   */
  async start(): Promise<void> {
    const { emit, listen } = this.#options;
    const provided = this.#host.jobs();
    provided.catch(() => {});
    const database = await this.#host.database();
    if (await this.#isSynced(database)) {
      emit({ kind: 'jobs_synced', jobs: this.#host.registry.jobs.length, changed: [] });
    } else {
      await this.#sync(database);
    }
    const jobs = await provided;
    const telemetry = await openTelemetry(database);
    if (telemetry !== null) listen(telemetry.listener);
    const observer = telemetry?.observer ?? null;
    const { clock, settings } = this.#host;
    const dependencies = { database, jobs, clock, emit, observer, prices: settings.costs };
    const worker = new Worker(this.#workerOptions(), dependencies);
    this.#worker = worker;
    listen((event) => this.#hear(event, database));
    const workerId = await worker.start();
    // The jobs of what it has claimed are loaded first.
    await setImmediate();
    await this.#startOthers(database, worker);
    await this.#startGate(worker, workerId);
    emit({ kind: 'runtime_started', workerId, jobs: jobs.names.length, database: database.where });
  }

  /** Claims and ticks no more, and ends when what runs has ended or its `graceMs` are over. */
  async stop(graceMs: number): Promise<void> {
    await Promise.all([this.#scheduler?.stop(), this.#housekeeping?.stop(), this.#gate?.stop()]);
    await this.#worker?.stop(graceMs);
    await this.#keeper?.stop();
    await this.#deliverer?.stop();
  }

  #isSynced(database: Database): Promise<boolean> {
    return areJobsWritten(database, this.#host.registry.jobs, this.#pinged);
  }

  async #sync(database: Database): Promise<void> {
    const { syncJobs } = await import('../jobs/sync-jobs.js');
    await syncJobs(database, this.#host.registry.jobs, this.#options.emit, this.#pinged);
  }

  get #pinged(): ReadonlySet<string> {
    return new Set(Object.keys(this.#host.settings.alerts.pings));
  }

  #workerOptions() {
    const { concurrency, heartbeatMs, leaseMs, maxLost } = this.#host.settings.worker;
    const { kind, queues } = this.#options;
    const limits = { concurrency, heartbeatMs, leaseMs, maxLost };
    return { kind, queues, host: hostname(), version: coreVersion, ...limits };
  }

  async #startOthers(database: Database, worker: Worker): Promise<void> {
    const [{ Scheduler }, { ScheduleStore }, { Housekeeping }, { Deliverer }, { CombinedKeeper }] =
      await Promise.all([
        import('../scheduler/scheduler.js'),
        import('../jobs/schedule-store.js'),
        import('../scheduler/housekeeping.js'),
        import('../delivery/deliverer.js'),
        import('../combined/combined-keeper.js'),
      ]);
    const { clock, registry, settings } = this.#host;
    const { emit, schedulerClock } = this.#options;
    this.#scheduler = new Scheduler({
      schedules: new ScheduleStore(database.aside()),
      clock: schedulerClock,
      emit,
      enqueued: (queues) => this.#enqueued(queues, database),
      supersede: async (jobNames) => {
        const runIds = await supersede(jobNames, database, worker);
        // A phase that waited has ended with its run.
        emit({ kind: 'phases_ended', runIds });
      },
    });
    const jobNames = [...registry.jobs.map(({ name }) => name), chainJobName];
    const resync = () => this.#sync(database);
    this.#housekeeping = new Housekeeping({ database, clock, emit, jobNames, resync });
    this.#deliverer = new Deliverer({ database, clock, emit, alerts: settings.alerts });
    this.#keeper = new CombinedKeeper({ database, clock, emit });
    this.#deliverer.start();
    this.#keeper.start();
    this.#scheduler.start();
    this.#housekeeping.start();
  }

  /** Most hosts have no job whose runs are priced or need leave, and load nothing for it. */
  async #startGate(worker: Worker, workerId: number): Promise<void> {
    if (!this.#host.registry.jobs.some(isGated)) return;
    const { openGate } = await import('./open-gate.js');
    this.#gate = await openGate(this.#host, { worker, workerId, emit: this.#options.emit });
    this.#gate.start();
  }

  /** What happens in this process is acted on at once. */
  #hear(event: RuntimeEvent, database: Database): void {
    this.#keeper?.hear(event);
    if (event.kind === 'phases_begun') this.wake();
    if (event.kind === 'notifications_queued') this.#deliverer?.wake();
    if (event.kind === 'run_settled' && event.status === 'failed') this.#deliverer?.failureLogged();
    if (event.kind === 'followers_submitted') this.#enqueued(event.queues, database);
  }

  #enqueued(queues: readonly string[], database: Database): void {
    this.wake();
    setTimeout(() => database.hints.send('infra_queued', queues), hintAfterMs).unref();
  }
}

/** Asks the running runs of these jobs to end, for their next occurrence has come; tells which. */
async function supersede(
  jobNames: readonly string[],
  database: Database,
  worker: Worker,
): Promise<readonly number[]> {
  const request = { reason: 'overtaken by the next occurrence', actor: null, force: false };
  const [{ cancelRuns }, { RunStore }] = await Promise.all([
    import('../runs/settle/cancel-runs.js'),
    import('../runs/run-store.js'),
  ]);
  const superseded = await new RunStore(database).superseded(jobNames);
  const { requested } = await cancelRuns(database, superseded, request);
  const ids = requested.map(({ id }) => id);
  worker.cancel(ids.map((id) => ({ id, ...request })));
  database.hints.send('infra_cancelled', ids.map(String));
  return ids;
}
