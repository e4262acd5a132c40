import type { Clock } from '../clock/clock.js';
import { Loop } from '../clock/loop.js';
import { WakeableSleep } from '../clock/wakeable-sleep.js';
import type { PriceList } from '../costs/unit-price.js';
import type { Database } from '../database/database.js';
import type { Emit } from '../events/runtime-event.js';
import { LogStore } from '../logs/log-store.js';
import { type WantedCancel, wantedCancels } from '../runs/settle/cancel-runs.js';
import type { AttemptObserver } from '../runs/settle/attempt-observer.js';
import type { ClaimedRun } from '../runs/run.js';
import { CheckpointStore } from '../runs/checkpoint/checkpoint-store.js';
import { RunStore } from '../runs/run-store.js';
import { type RescuedRun, type WorkerIntroduction, WorkerStore } from '../runs/workers/worker-store.js';
import { announcing } from './announce-changes.js';
import { executeRun, type ExecutionTools } from './execute-run.js';
import { type Execution, Executions } from './executions.js';
import { type Intake, QueueIntake, ReservedIntake } from './intake.js';
import type { JobProvider } from './job-provider.js';
import { Lookout } from './lookout.js';
import { Interruption, stopGraceMs } from './perform.js';
import { Rescuer } from './rescuer.js';
import { RunLog } from './run-logger.js';
import { WorkerIdentity } from './worker-identity.js';

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
  /** The queues that it serves; null, or left out: all. */
  readonly queues?: readonly string[] | null;
}

export interface WorkerDependencies {
  readonly database: Database;
  readonly jobs: JobProvider;
  readonly clock: Clock;
  readonly emit: Emit;
  /** What jobs pay for; left out: nothing has a price. */
  readonly prices?: PriceList;
  /** Null, or left out: nobody watches. */
  readonly observer?: AttemptObserver | null;
}

/** A claim that brings fewer has taken all that it saw: what bounds a claim besides its room is wider. */
const fewRuns = 100;
/** How long a worker without a name sleeps at most. */
const namelessMs = 1_000;
const noPrices: PriceList = { currency: 'USD', prices: {} };
/** What a stop gives to the record of attempts that did not end by themselves. */
const forcedMs = 1_000;
/** Pause after something went wrong. */
const afterFaultMs = 500;

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
  readonly #intake: Intake;
  readonly #executions = new Executions();
  readonly #stopping = new AbortController();
  #identity: WorkerIdentity | null = null;
  /** What attempts get that begin under the present name. */
  #tools: ExecutionTools | null = null;
  #renewal: Promise<void> = Promise.resolve();
  readonly #identityListeners: ((workerId: number) => Promise<void>)[] = [];
  readonly #lookout: Lookout;
  readonly #claiming: Loop;
  /** Null for the worker of a command, which judges nobody. */
  readonly #rescuer: Rescuer | null;
  #stopped: Promise<void> | null = null;
  readonly #idle: WakeableSleep;
  /** Runs whose code is running. */
  readonly #performing = new Set<ClaimedRun>();
  /** Somebody said, or a look has shown, that there may be something to claim. */
  #called = true;
  /** The last claim took as many as there was room for: when a run ends, there may be more. */
  #full = false;
  #unlisten: readonly (() => void)[] = [];

  constructor(options: WorkerOptions, dependencies: WorkerDependencies) {
    this.#options = options;
    const { emit, database } = dependencies;
    this.#dependencies = { ...dependencies, emit: announcing(emit, database.hints) };
    this.#idle = new WakeableSleep(dependencies.clock);
    this.#workers = new WorkerStore(dependencies.database);
    this.#runs = new RunStore(dependencies.database);
    const { hints } = dependencies.database;
    this.#log = new RunLog(new LogStore(dependencies.database), { ...dependencies, hints });
    this.#intake =
      options.kind === 'command'
        ? new ReservedIntake(dependencies.database, dependencies.jobs.names)
        : new QueueIntake(dependencies.database, dependencies.jobs.names, options.queues ?? null);
    this.#lookout = new Lookout(dependencies, dependencies.jobs.names, this.#intake);
    const { clock } = dependencies;
    this.#claiming = new Loop(() => this.#claimRound(), { clock, fault: this.#fault('claim'), afterFaultMs });
    this.#rescuer = options.kind === 'command' ? null : this.#openRescuer();
  }

  get running(): number {
    return this.#executions.size;
  }

  /** Registers the worker and begins to claim; resolves to its id. */
  async start(): Promise<number> {
    const { workerId } = await this.#register();
    // Before anything else is begun beside it: what waits is to start at once. For a command nothing waits yet.
    if (this.#options.kind !== 'command') await this.#lookAndClaim().catch(this.#fault('claim'));
    this.#claiming.start();
    this.#rescuer?.start();
    // A command's worker does without: a connection more would cost it more than the heartbeat's half second.
    if (this.#options.kind !== 'command') {
      const { hints } = this.#dependencies.database;
      this.#unlisten = [
        hints.listen('infra_queued', (queues) => {
          if (this.#intake.heed(queues)) this.wake();
        }),
        hints.listen('infra_cancelled', (ids) => void this.#heardOfCancels(ids)),
      ];
    }
    return workerId;
  }

  /** Tells that there may be runs to claim. */
  wake(): void {
    this.#idle.wake();
  }

  /** Called with the new id when this worker was declared dead and began again; called again when it rejects. */
  onNewIdentity(listener: (workerId: number) => Promise<void>): void {
    this.#identityListeners.push(listener);
  }

  /** Asks those of these runs that this worker is executing to end as cancelled. */
  cancel(wanted: readonly WantedCancel[]): void {
    this.#executions.cancel(wanted);
  }

  /**
   * Claims nothing more, gives running ones `graceMs` to finish, interrupts the rest and returns them to the queue. A
   * second call waits for the first.
   */
  stop(graceMs: number): Promise<void> {
    this.#stopped ??= this.#stop(graceMs);
    return this.#stopped;
  }

  async #stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    for (const unlisten of this.#unlisten) unlisten();
    const stopped = [this.#claiming.stop(), this.#rescuer?.stop()];
    this.wake();
    const told = this.#identity && this.#workers.markStopping(this.#identity.workerId);
    await told?.catch(this.#fault('stop'));
    await Promise.all([...stopped, this.#renewal]);
    const { clock } = this.#dependencies;
    await this.#executions.finished(graceMs, clock);
    this.#executions.interruptAll('stopping');
    await this.#executions.finished(stopGraceMs, clock);
    this.#executions.forceAll();
    await this.#executions.finished(forcedMs, clock);
    this.#log.abandon();
    await this.#log.flushed();
    await this.#identity?.leave().catch(this.#fault('stop'));
  }

  async #register(): Promise<WorkerIdentity> {
    const { database, jobs, clock, emit, observer, prices = noPrices } = this.#dependencies;
    const introduction = { ...this.#options, pid: process.pid, jobNames: jobs.names };
    const listener = {
      cancel: (wanted: readonly WantedCancel[]) => this.cancel(wanted),
      dead: () => this.#declaredDead(),
      others: (leaseEndsInMs: number | null) => this.#rescuer?.heed(leaseEndsInMs),
    };
    const db = database.kysely();
    const identity = await WorkerIdentity.register(introduction, listener, { database, clock, emit });
    this.#identity = identity;
    this.#tools = {
      workerId: identity.workerId,
      settler: identity.settler,
      jobs,
      runs: this.#runs,
      checkpoints: new CheckpointStore(database),
      log: this.#log,
      clock,
      db,
      emit,
      random: Math.random,
      costs: { database, prices, clock, emit },
      progressed: (runId) => database.hints.send('infra_changed', [String(runId)]),
      performed: (run) => {
        this.#performing.delete(run);
        this.#gotRoom();
      },
      completing: observer == null ? null : (run) => observer.completing(run),
    };
    return identity;
  }

  /** Others have the runs, so nothing that is going on counts; a new name begins from nothing. */
  #declaredDead(): void {
    const identity = this.#identity;
    if (identity === null) return;
    this.#identity = null;
    this.#tools = null;
    this.#dependencies.emit({ kind: 'worker_declared_dead', workerId: identity.workerId });
    this.#executions.interruptAll('worker_dead');
    const ended = identity.end();
    this.#renewal = this.#renewal.then(() => this.#beginAgain()).then(() => ended);
  }

  async #beginAgain(): Promise<void> {
    const identity = await this.#untilDone('register', () => this.#register());
    if (identity === null) return;
    for (const listener of this.#identityListeners) {
      await this.#untilDone('register', () => listener(identity.workerId));
    }
    this.wake();
  }

  /** Tries until it works; null when the worker stops before. */
  async #untilDone<Result>(where: string, work: () => Promise<Result>): Promise<Result | null> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        return await work();
      } catch (error) {
        this.#fault(where)(error);
        await this.#dependencies.clock.sleep(afterFaultMs, signal);
      }
    }
    return null;
  }

  /** Claims first: whoever calls is to wait for nothing else. */
  async #claimRound(): Promise<void> {
    if (this.#identity === null) {
      // Woken when it has a name again.
      await this.#idle.sleep(namelessMs);
      return;
    }
    const claimed = this.#called ? await this.#claim() : null;
    if (this.#intake.isStale((claimed?.length ?? 0) > 0)) this.#lookout.lookNow();
    const more = claimed !== null && this.#mayLeaveMore(claimed.length);
    this.#called = (this.#lookout.inMs <= 0 && (await this.#look())) || more;
    if (this.#called) return;
    const roomMs = claimed !== null && this.#room() > 0 ? await this.#intake.nextRoomMs() : null;
    const woken = await this.#idle.sleep(
      Math.max(1, Math.min(this.#lookout.inMs, roomMs ?? Number.POSITIVE_INFINITY)),
    );
    this.#called = woken || roomMs !== null;
  }

  async #lookAndClaim(): Promise<void> {
    if (await this.#look()) await this.#claim();
  }

  /** Looks for what nobody told of; whether it is worth to claim. */
  async #look(): Promise<boolean> {
    const workerId = this.#identity?.workerId;
    return workerId !== undefined && (await this.#lookout.look(workerId, this.#executions));
  }

  /** Takes what there is room for. */
  async #claim(): Promise<readonly ClaimedRun[]> {
    const tools = this.#tools;
    const room = this.#room();
    this.#full = room <= 0;
    if (tools === null || this.#full || this.#stopping.signal.aborted) return [];
    const claimed = await this.#intake.take(tools.workerId, room);
    for (const run of claimed) void this.#execute(run, tools);
    this.#full = claimed.length >= room;
    return claimed;
  }

  /** Whether there may be more to take at once. */
  #mayLeaveMore(claimed: number): boolean {
    return claimed > 0 && this.#room() > 0 && (claimed >= fewRuns || this.#full || this.#intake.counted);
  }

  /**
   * A slot is free when the job's code has ended: the next claim need not wait for the outcome to be recorded. As many
   * outcomes again may be on their way, so that a slow database slows the claims too.
   */
  #room(): number {
    const { concurrency } = this.#options;
    return Math.min(concurrency - this.#performing.size, 2 * concurrency - this.#executions.size);
  }

  async #execute(run: ClaimedRun, tools: ExecutionTools): Promise<void> {
    const { observer } = this.#dependencies;
    const interruption = new Interruption();
    const execution: Execution = { run, interruption };
    this.#executions.add(execution);
    this.#performing.add(run);
    // Declared dead while the claim was under way: others have the run.
    if (this.#tools !== tools) interruption.interrupt('worker_dead');
    try {
      const recorded = await (observer == null
        ? executeRun(run, interruption, tools)
        : observer.observe(run, () => executeRun(run, interruption, tools)));
      if (recorded !== null && recorded.retryInMs !== null) {
        this.#lookout.expect(recorded.retryInMs);
        this.wake();
      }
    } catch (error) {
      this.#fault('execute')(error);
    }
    // However the attempt came to its end, also before its code was called: a place that is not given back is lost for good.
    this.#performing.delete(run);
    this.#executions.delete(execution);
    this.#gotRoom();
  }

  /** A run has ended: others may have waited for its place here, or for a slot of its job or queue. */
  #gotRoom(): void {
    if (this.#full || this.#intake.counted) this.wake();
  }

  #openRescuer(): Rescuer {
    return new Rescuer(this.#options, {
      workers: this.#workers,
      clock: this.#dependencies.clock,
      fault: this.#fault('rescue'),
      judge: () => this.#identity?.workerId ?? null,
      rescued: (runs) => this.#rescued(runs),
    });
  }

  #rescued(runs: readonly RescuedRun[]): void {
    for (const { id, queue: _, ...run } of runs) {
      this.#dependencies.emit({ kind: 'run_rescued', runId: id, ...run });
    }
    this.wake();
    // This worker may have no room for all of them.
    this.#dependencies.database.hints.send('infra_queued', new Set(runs.map(({ queue }) => queue)));
  }

  /** Asks the database what a hint was about: it says why, and whether there is a grace time. */
  async #heardOfCancels(ids: ReadonlySet<string> | null): Promise<void> {
    const workerId = this.#identity?.workerId;
    if (workerId === undefined || this.#executions.size === 0) return;
    if (ids !== null && !this.#executions.holdsAny(ids)) return;
    await wantedCancels(this.#dependencies.database, workerId).then(
      (wanted) => this.cancel(wanted),
      this.#fault('cancel'),
    );
  }

  #fault(where: string): (error: unknown) => void {
    return (error) => this.#dependencies.emit({ kind: 'fault', where, error });
  }
}
