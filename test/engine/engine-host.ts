import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createRuntime, type Run, type Runtime, type RuntimeEvent } from '@infra/core';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '@infra/core/testing';
import { vi } from 'vitest';
import { entryCode, extensionFiles, TemporaryHosts } from '../registry/host-fixture.js';

const program = fileURLToPath(new URL('./fixtures/worker-process.js', import.meta.url));

/** A worker process of the host, and what it has told so far. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly events: readonly RuntimeEvent[];
  readonly workerId: number;
  /** Sends a signal; after one that ends the process, resolves when it has ended. */
  signal(name: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
}

/** A host with one extension and a database of its own, of which processes can be started and killed. */
export class EngineHost {
  readonly #hosts = new TemporaryHosts();
  readonly #processes: ChildProcess[] = [];
  readonly #test: TestDatabase;
  readonly #client: Runtime;
  readonly #database: ReturnType<typeof openTestDatabase>;
  /** Of its configuration. */
  readonly directory: string;

  /**
   * @param jobs JavaScript that declares job classes; `classes` names them.
   * @param reach how the host reaches its database; directly by default.
   * @param lease of its workers, which report five times a second.
   */
  static async create(
    jobs: string,
    classes: string,
    reach: (test: TestDatabase) => object = ({ url }) => ({ url }),
    lease = '1s',
  ): Promise<EngineHost> {
    const hosts = new TemporaryHosts();
    const test = await createTestDatabase();
    const directory = await hosts.make({
      'infra.config.json': JSON.stringify({
        extensions: ['./engine'],
        database: reach(test),
        worker: { lease, heartbeat: '200ms', concurrency: 40 },
      }),
      ...extensionFiles('engine', { 'entry.js': entryCode(`{ name: 'engine', jobs: ${classes} }`, jobs) }),
    });
    return new EngineHost(hosts, test, directory, await createRuntime({ cwd: directory }));
  }

  private constructor(hosts: TemporaryHosts, test: TestDatabase, directory: string, client: Runtime) {
    this.#hosts = hosts;
    this.#test = test;
    this.directory = directory;
    this.#client = client;
    this.#database = openTestDatabase(test.connection);
  }

  /** Starts a process and waits until it ticks and claims. */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<WorkerProcess> {
    const child = fork(program, [this.directory], { execArgv: [], env: { ...process.env, ...environment } });
    this.#processes.push(child);
    const events: RuntimeEvent[] = [];
    child.on('message', (event) => events.push(event as RuntimeEvent));
    const started = () => events.find((event) => event.kind === 'runtime_started');
    await vi.waitUntil(started, { timeout: 100_000 });
    return {
      child,
      pid: child.pid ?? 0,
      events,
      workerId: started()?.workerId ?? 0,
      async signal(name) {
        const ended = name === 'SIGKILL' || name === 'SIGTERM' ? once(child, 'exit') : null;
        child.kill(name);
        await ended;
      },
    };
  }

  async submit(
    job: string,
    count: number,
    parameters?: Readonly<Record<string, unknown>>,
  ): Promise<string[]> {
    const submitted = Array.from({ length: count }, () => this.#client.runs.submit(job, parameters));
    return (await Promise.all(submitted)).map(({ runId }) => runId);
  }

  async read(ids: readonly string[]): Promise<(Run | null)[]> {
    return Promise.all(ids.map((id) => this.#client.runs.read(id)));
  }

  /** Waits until all of these runs have this status. */
  async become(ids: readonly string[], status: string): Promise<void> {
    const reached = async () => (await this.read(ids)).every((run) => run?.status === status);
    await vi.waitUntil(reached, { timeout: 100_000 });
  }

  async query<Row extends object>(text: string): Promise<Row[]> {
    return this.#database.query<Row>({ name: text.slice(0, 60), text });
  }

  async close(): Promise<void> {
    for (const child of this.#processes) child.kill('SIGKILL');
    await this.#client.stop(0);
    await this.#database.close();
    await this.#test.drop();
    await this.#hosts.remove();
  }
}
