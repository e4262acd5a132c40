import type { ExtensionDatabase, JobArguments, JobName } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import type { Emit, RuntimeEvent } from '../events/runtime-event.js';
import { openHost, type OpenHostOptions } from './open-host.js';
import type { Host } from '../operations/host.js';
import { operations } from '../operations/index.js';
import type { Engine } from './engine.js';
import { EventStream } from './event-stream.js';
import { RuntimeChains } from './runtime-chains.js';
import { RuntimeFailures } from './runtime-failures.js';
import { RuntimeQueues } from './runtime-queues.js';
import { RuntimeRuns } from './runtime-runs.js';

export interface RuntimeOptions extends OpenHostOptions {
  /** What this process is to others: `embedded` in a host application (the default), `work` or `serve`. */
  readonly kind?: 'embedded' | 'work' | 'serve';
  /** The queues that this process serves, instead of those of the configuration. */
  readonly queues?: readonly string[];
  /** Told of everything that happens; it must return at once. */
  readonly onEvent?: Emit;
}

interface ConstructionOptions extends Pick<RuntimeOptions, 'kind' | 'onEvent' | 'queues'> {
  /** The scheduler's own, for a test that wakes it apart from all that looks now and then; the host's by default. */
  readonly schedulerClock?: Clock;
}

/**
 * Everything wired: a scheduler and a worker on one host's jobs and database, and the operations on them.
 *
 * Several runtimes may live in one process; each has its own container, connections and identity.
 */
export class Runtime {
  /** What ran, runs or waits to run. */
  readonly runs: RuntimeRuns;
  /** Jobs that run one after the other, put together without code. */
  readonly chains: RuntimeChains;
  /** What failed for good, until somebody resolves it. */
  readonly failures: RuntimeFailures;
  /** The lanes that runs wait in. */
  readonly queues: RuntimeQueues;
  readonly #host: Host;
  readonly #kind: 'embedded' | 'work' | 'serve';
  readonly #schedulerClock: Clock;
  readonly #queues: readonly string[] | null;
  readonly #listeners = new Set<Emit>();
  readonly #streams = new Set<EventStream>();
  #started: Promise<void> | null = null;
  #stopped: Promise<void> | null = null;
  #engine: Engine | null = null;

  /** Use {@link createRuntime}. */
  constructor(host: Host, options: ConstructionOptions = {}) {
    this.#host = host;
    this.runs = new RuntimeRuns(host, () => this.#engine?.wake());
    this.chains = new RuntimeChains(host, () => this.#engine?.wake());
    this.failures = new RuntimeFailures(host, () => this.#engine?.wake());
    this.queues = new RuntimeQueues(host);
    this.#listeners.add((event) => this.runs.hear(event));
    this.#schedulerClock = options.schedulerClock ?? host.clock;
    this.#queues = options.queues ?? host.settings.worker.queues;
    this.#kind = options.kind ?? 'embedded';
    if (options.onEvent !== undefined) this.#listeners.add(options.onEvent);
  }

  /** The opened host, for operations on it beside those of the runtime. */
  get host(): Host {
    return this.#host;
  }

  /** What can run. */
  readonly jobs = {
    list: async (input: { tag?: string; extension?: string } = {}) =>
      (await operations.listJobs()).listJobs(this.#host, input).then(({ data }) => data),
    show: async (name: JobName) =>
      (await operations.showJob()).showJob(this.#host, { name }).then(({ data }) => data),
    /** Runs a job now, on this process, and resolves when the run is final. */
    run: async <Name extends JobName>(name: Name, ...[parameters]: JobArguments<Name>) => {
      const { runJobs } = await operations.runJobs();
      const input = { selection: { names: [name] }, sequential: true, signal: new AbortController().signal };
      const given =
        parameters === undefined ? {} : { parameters: parameters as Readonly<Record<string, unknown>> };
      const { data } = await runJobs(this.#host, { ...input, ...given });
      return data;
    },
    enable: async (name: JobName, word: { reason?: string; until?: Date } = {}) =>
      (await operations.enableJob()).enableJob(this.#host, { name, ...word }).then(({ data }) => data),
    disable: async (name: JobName, word: { reason?: string; until?: Date } = {}) =>
      (await operations.disableJob()).disableJob(this.#host, { name, ...word }).then(({ data }) => data),
    reset: async (name: JobName) =>
      (await operations.resetJob()).resetJob(this.#host, { name }).then(({ data }) => data),
    history: async (input: { job?: JobName; status?: string; limit?: number; since?: Date } = {}) =>
      (await operations.jobHistory()).jobHistory(this.#host, input).then(({ data }) => data),
    next: async (name: JobName, input: { limit?: number; from?: Date } = {}) =>
      (await operations.nextOccurrences())
        .nextOccurrences(this.#host, { name, ...input })
        .then(({ data }) => data),
    explain: async (name: JobName, input: { at?: Date } = {}) =>
      (await operations.explainOccurrence())
        .explainOccurrence(this.#host, { name, ...input })
        .then(({ data }) => data),
  };

  /** Everything that goes on, as it was at one moment: who ticks and works, what runs, waits and comes. */
  async status() {
    return (await operations.systemStatus()).systemStatus(this.#host).then(({ data }) => data);
  }

  /**
   * Lets no worker anywhere take a run of one queue, or of any; without a queue no schedule ticks either. What runs goes
   * on.
   * @throws {QueueNotFoundError}
   */
  async pause(word: { queue?: string; reason?: string } = {}) {
    return (await operations.pauseWork()).pauseWork(this.#host, word).then(({ data }) => data);
  }

  /** Ends the pause of one queue, or that of everything: queues that are paused by themselves stay so. */
  async resume(word: { queue?: string; reason?: string } = {}) {
    const { data } = await (await operations.resumeWork()).resumeWork(this.#host, word);
    this.#engine?.wake();
    return data;
  }

  /** The host's database as its jobs get it, for code of the application beside them. */
  async db(): Promise<ExtensionDatabase> {
    return (await this.#host.database()).kysely();
  }

  /** Adds a listener for everything that happens; returns the function that removes it. */
  listen(listener: Emit): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Everything that happens from now on, for `for await`; leaving the loop ends the listening, and so does the end of the
   * runtime.
   * @param options.buffer events that are kept for a reader who is busy, 1,000 by default; `events_dropped` tells of
   *   those that were too many.
   */
  events(options: { buffer?: number } = {}): EventStream {
    const stream = new EventStream((listener) => {
      const unlisten = this.listen(listener);
      return () => {
        this.#streams.delete(stream);
        unlisten();
      };
    }, options.buffer ?? 1_000);
    this.#streams.add(stream);
    return stream;
  }

  /**
   * Connects, writes this program's jobs to the database and begins to tick and to claim. A second call waits for the
   * first; after one that was rejected it tries again.
   * @throws {DatabaseUnreachableError} @throws {DatabaseNotMigratedError} @throws {SchemaTooNewError}
   */
  start(): Promise<void> {
    this.#started ??= this.#start().catch((error: unknown) => {
      this.#started = null;
      throw error;
    });
    return this.#started;
  }

  /**
   * Takes no new runs, gives running ones their grace time, then interrupts them and returns them to the queue. A second
   * call waits for the first.
   * @param graceMs what the configuration says, by default.
   */
  stop(graceMs: number = this.#host.settings.worker.graceMs): Promise<void> {
    this.#stopped ??= this.#stop(graceMs);
    return this.#stopped;
  }

  async #start(): Promise<void> {
    // The server answers while the engine is being loaded.
    const connected = this.#host.database();
    connected.catch(() => {});
    const { Engine } = await import('./engine.js');
    const engine = new Engine(this.#host, {
      kind: this.#kind,
      queues: this.#queues,
      schedulerClock: this.#schedulerClock,
      emit: this.#emit,
      listen: (listener) => this.#listeners.add(listener),
    });
    this.#engine = engine;
    try {
      await engine.start();
    } catch (error) {
      // Half of it may go on already.
      await engine.stop(0).catch(() => {});
      this.#engine = null;
      throw error;
    }
  }

  async #stop(graceMs: number): Promise<void> {
    await this.#started?.catch(() => {});
    this.#emit({ kind: 'runtime_stopping', running: this.#engine?.running ?? 0 });
    await this.#engine?.stop(graceMs);
    await this.#host.close();
    this.#emit({ kind: 'runtime_stopped' });
    for (const stream of this.#streams) stream.end();
  }

  readonly #emit = (event: RuntimeEvent): void => {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // What runs must not stop because its log cannot be written; the application learns of its mistake all the same.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  };
}

/**
 * Opens a host's configuration and registry and wires a runtime on them; nothing runs before `start()`.
 * @throws {ConfigurationMissingError} @throws {ConfigurationInvalidError} @throws {ExtensionFaultyError}
 */
export async function createRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  return new Runtime(await openHost({ actor: 'runtime', ...options }), options);
}
