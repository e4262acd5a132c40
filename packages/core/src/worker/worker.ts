import { setImmediate } from 'node:timers/promises';
import type { ExtensionDatabase } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { type PulseReport, StatementPulse } from '../database/statement-pulse.js';
import type { Emit } from '../events/runtime-event.js';
import { LogStore } from '../logs/log-store.js';
import { anyLimited, claimLimitedRuns, claimRuns, promoteDueRuns } from '../runs/claim-runs.js';
import type { ClaimedRun } from '../runs/run.js';
import { RunStore } from '../runs/run-store.js';
import {
  heartbeat,
  type HeartbeatAnswer,
  type WorkerIntroduction,
  WorkerStore,
} from '../runs/worker-store.js';
import type { AbortCause } from './decide-outcome.js';
import { executeRun } from './execute-run.js';
import type { JobProvider } from './job-provider.js';
import { abortGraceMs, Interruption } from './perform.js';
import { RunLog } from './run-logger.js';
import { Settler } from './settler.js';

export interface WorkerOptions {
  readonly kind: WorkerIntroduction['kind'];
  readonly host: string;
  readonly version: string;
  /** Runs at once in this process. */
  readonly concurrency: number;
  readonly heartbeatMs: number;
  /** A worker that has not reported for so long is dead, and its runs are others'. */
  readonly leaseMs: number;
  /** A run that lost so many workers fails for good. */
  readonly maxLost: number;
}

export interface WorkerDependencies {
  readonly database: Database;
  readonly jobs: JobProvider;
  readonly clock: Clock;
  readonly emit: Emit;
}

/** How often a worker looks for runs that nobody told it of, and for dead workers. */
const lookMs = 1_000;

/** A worker's name in the database, with everything that acts in that name; a new one after it was declared dead. */
interface Identity {
  readonly workerId: number;
  readonly settler: Settler;
  readonly heartbeat: StatementPulse;
}

/**
 * Claims queued runs and executes them, as many at once as it is allowed.
 *
 * A worker of kind `command` takes exactly the runs that are reserved for it. Every other one takes whatever it has the
 * job for, and gives back the runs of workers that stopped answering.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #dependencies: WorkerDependencies;
  readonly #workers: WorkerStore;
  readonly #runs: RunStore;
  readonly #log: RunLog;
  /** Runs that this worker holds, until their outcome is recorded. */
  readonly #running = new Map<
    number,
    { readonly interruption: Interruption; readonly done: Promise<void> }
  >();
  readonly #stopping = new AbortController();
  #identity: Identity | null = null;
  #loops: Promise<unknown> | null = null;
  #wake: () => void = () => {};
  #woken = false;
  #limited = false;
  /** Attempts whose code is running. */
  #executing = 0;
  /** When the next delayed run is due as far as this worker knows, by the process's clock. */
  #promoteAt = 0;
  #identityListeners: ((workerId: number) => Promise<void>)[] = [];

  constructor(options: WorkerOptions, dependencies: WorkerDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#workers = new WorkerStore(dependencies.database);
    this.#runs = new RunStore(dependencies.database);
    this.#log = new RunLog(new LogStore(dependencies.database), dependencies.emit);
  }

  get running(): number {
    return this.#running.size;
  }

  /** Registers the worker and begins to claim; resolves to its id. */
  async start(): Promise<number> {
    const identity = await this.#register();
    this.#limited = await anyLimited(this.#dependencies.database, this.#dependencies.jobs.names);
    this.#loops = Promise.all([
      this.#claimLoop(),
      this.#options.kind === 'command' ? null : this.#rescueLoop(),
    ]);
    return identity.workerId;
  }

  /** Tells that there may be runs to claim. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Called with the new id when this worker was declared dead and began again. */
  onNewIdentity(listener: (workerId: number) => Promise<void>): void {
    this.#identityListeners.push(listener);
  }

  /** Asks those of these runs that this worker is executing to end as cancelled. */
  cancel(ids: readonly number[], reason: string): void {
    for (const id of ids) this.#running.get(id)?.interruption.interrupt('cancelled', reason);
  }

  /**
   * Claims nothing more, gives running ones `graceMs` to finish, interrupts the rest and returns them to the queue.
   * Safe to call twice.
   */
  async stop(graceMs: number): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    this.#wake();
    const identity = this.#identity;
    if (identity !== null) await this.#workers.markStopping(identity.workerId).catch(this.#fault('stop'));
    await this.#loops;
    await this.#finished(graceMs);
    this.#interruptAll('stopping');
    await this.#finished(abortGraceMs + 1_000);
    await this.#leave();
  }

  async #leave(): Promise<void> {
    const identity = this.#identity;
    if (identity === null) return;
    await this.#log.idle();
    identity.settler.abandon();
    await identity.settler.idle();
    await identity.heartbeat.stop();
    await this.#workers.leave(identity.workerId).catch(this.#fault('stop'));
  }

  async #register(): Promise<Identity> {
    const { kind, host, version, concurrency, heartbeatMs, leaseMs } = this.#options;
    const { database, jobs, clock, emit } = this.#dependencies;
    const introduction = { kind, host, pid: process.pid, version, concurrency, jobNames: jobs.names };
    const workerId = await this.#workers.register(introduction);
    this.#identity = {
      workerId,
      settler: new Settler(database, workerId, clock, emit),
      // From a thread of its own: a job that blocks the event loop must not be taken for dead.
      heartbeat: new StatementPulse({
        settings: database.settings,
        applicationName: `infra heartbeat ${workerId}`,
        statement: heartbeat,
        values: [workerId, leaseMs],
        intervalMs: heartbeatMs,
        // A connection that hangs half-open must not silence the heartbeat for longer than the lease.
        timeoutMs: leaseMs,
        report: (report) => this.#hear(workerId, report),
      }),
    };
    return this.#identity;
  }

  #hear(workerId: number, report: PulseReport): void {
    if (workerId !== this.#identity?.workerId) return;
    const { emit, database } = this.#dependencies;
    if (report.kind === 'unreachable') {
      return emit({ kind: 'database_lost', where: database.where, reason: report.reason });
    }
    const { alive, cancelled } = report.row as HeartbeatAnswer;
    if (!alive) return void this.#beginAgain(workerId);
    for (const { id, reason } of cancelled) this.cancel([id], reason);
  }

  /** Declared dead: others have the runs, so nothing that is going on counts; a new name begins from nothing. */
  async #beginAgain(workerId: number): Promise<void> {
    const { emit, clock } = this.#dependencies;
    emit({ kind: 'worker_declared_dead', workerId });
    this.#identity?.settler.abandon();
    void this.#identity?.heartbeat.stop();
    this.#identity = null;
    this.#interruptAll('worker_dead');
    while (!this.#stopping.signal.aborted) {
      try {
        const identity = await this.#register();
        for (const listener of this.#identityListeners) await listener(identity.workerId);
        return this.wake();
      } catch (error) {
        emit({ kind: 'fault', where: 'register', error });
        await clock.sleep(lookMs, this.#stopping.signal);
      }
    }
  }

  async #claimLoop(): Promise<void> {
    const { clock, emit } = this.#dependencies;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#promote();
        const more = await this.#claim();
        if (!more) await this.#rest(this.#promoteAt - clock.now());
      } catch (error) {
        emit({ kind: 'fault', where: 'claim', error });
        await clock.sleep(500, signal);
      }
    }
  }

  /** Makes delayed runs claimable when the first of them is due, and looks for new ones once a second. */
  async #promote(): Promise<void> {
    const { clock, database } = this.#dependencies;
    if (clock.now() < this.#promoteAt) return;
    const nextInMs = await promoteDueRuns(database);
    this.#promoteAt = clock.now() + Math.min(lookMs, nextInMs ?? lookMs);
  }

  /** Takes what there is room for; true when there may be more to take at once. */
  async #claim(): Promise<boolean> {
    const identity = this.#identity;
    const room = this.#room();
    if (identity === null || room <= 0 || this.#stopping.signal.aborted) return false;
    const { database, jobs } = this.#dependencies;
    const reserved = this.#options.kind === 'command';
    const request = { workerId: identity.workerId, limit: room, jobNames: jobs.names, reserved };
    const claimed = await claimRuns(database, request);
    if (this.#limited && !reserved && claimed.length < room) {
      claimed.push(...(await claimLimitedRuns(database, { ...request, limit: room - claimed.length })));
    }
    for (const run of claimed) this.#execute(run, identity);
    return claimed.length > 0 && this.#room() > 0;
  }

  /**
   * A slot is free when the job's code has ended: the next claim need not wait for the outcome to be recorded. As many
   * outcomes again may be on their way, so that a slow database slows the claims too.
   */
  #room(): number {
    const { concurrency } = this.#options;
    return Math.min(concurrency - this.#executing, 2 * concurrency - this.#running.size);
  }

  #execute(run: ClaimedRun, identity: Identity): void {
    const interruption = new Interruption();
    const { database, jobs, clock, emit } = this.#dependencies;
    this.#executing++;
    const done = executeRun(run, interruption, {
      workerId: identity.workerId,
      settler: identity.settler,
      jobs,
      runs: this.#runs,
      log: this.#log,
      clock,
      db: (): Promise<ExtensionDatabase> => database.kysely(),
      emit,
      random: Math.random,
      performed: () => {
        this.#executing--;
        this.wake();
      },
    })
      .then((outcome) => {
        if (outcome !== null && 'retryInMs' in outcome) {
          this.#promoteAt = Math.min(this.#promoteAt, clock.now() + outcome.retryInMs);
        }
      })
      .catch(this.#fault('execute'))
      .finally(() => {
        this.#running.delete(run.id);
        this.wake();
      });
    this.#running.set(run.id, { interruption, done });
  }

  async #rest(milliseconds: number): Promise<void> {
    if (this.#woken) {
      this.#woken = false;
      return;
    }
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    if (this.#stopping.signal.aborted) return;
    await this.#dependencies.clock.sleep(Math.max(1, milliseconds), woken.signal);
    // What ends in the same turn of the event loop is claimed for together.
    await setImmediate();
    this.#woken = false;
  }

  async #rescueLoop(): Promise<void> {
    const { clock, emit, database } = this.#dependencies;
    const { leaseMs, maxLost } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await clock.sleep(lookMs, signal);
      const workerId = this.#identity?.workerId;
      if (workerId === undefined || signal.aborted) continue;
      try {
        const rescued = await this.#workers.rescue(workerId, leaseMs, maxLost);
        for (const run of rescued) {
          emit({
            kind: 'run_rescued',
            runId: run.id,
            jobName: run.jobName,
            status: run.status,
            workerId: run.workerId,
          });
        }
        if (rescued.length > 0) this.wake();
        this.#limited = await anyLimited(database, this.#dependencies.jobs.names);
      } catch (error) {
        emit({ kind: 'fault', where: 'rescue', error });
      }
    }
  }

  #interruptAll(cause: AbortCause): void {
    for (const { interruption } of this.#running.values()) interruption.interrupt(cause);
  }

  async #finished(withinMs: number): Promise<void> {
    if (this.#running.size === 0) return;
    const over = new AbortController();
    const all = Promise.all([...this.#running.values()].map(({ done }) => done));
    await Promise.race([all, this.#dependencies.clock.sleep(withinMs, over.signal)]);
    over.abort();
  }

  #fault(where: string): (error: unknown) => void {
    return (error) => this.#dependencies.emit({ kind: 'fault', where, error });
  }
}
