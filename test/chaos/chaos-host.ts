import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRuntime, openHost, operations, type Host, type Runtime, type RuntimeEvent } from '@infra/core';
import {
  type CuttableLine,
  layLine,
  migrateTestDatabase,
  openTestDatabase,
  startTestCluster,
  type TestCluster,
} from '@infra/core/testing';
import { entryCode, extensionFiles, TemporaryHosts } from '../registry/host-fixture.ts';
import { chaosExtension, chaosJobs } from './chaos-jobs.ts';

const program = fileURLToPath(new URL('../engine/fixtures/worker-process.js', import.meta.url));

type Database = ReturnType<typeof openTestDatabase>;

/** A worker process with a line of its own to the database; when it ends another takes its place. */
export interface Place {
  readonly line: CuttableLine;
  child: ChildProcess;
}

/** A supervisor's pause before it starts another process. */
const beforeStartMs = 200;

/** What the workers told, of what cannot be read from the tables. */
export interface Told {
  lateResultsRefused: number;
  declaredDead: number;
  rescued: number;
}

/** A throwaway PostgreSQL server, a host and three worker processes, all of which may be broken. */
export class ChaosHost {
  readonly told: Told = { lateResultsRefused: 0, declaredDead: 0, rescued: 0 };
  readonly places: Place[] = [];
  readonly cluster: TestCluster;
  readonly database: Database;
  readonly client: Runtime;
  readonly host: Host;
  readonly #direct: CuttableLine;
  readonly #hosts: TemporaryHosts;
  readonly #directory: string;
  #dismissed = false;

  static async create(workers: number): Promise<ChaosHost> {
    const cluster = await startTestCluster();
    const connection = cluster.connection('postgres');
    await migrateTestDatabase(connection);
    const database = openTestDatabase(connection);
    const table =
      'create table chaos_executions (run_id bigint, attempt int, pid int, at timestamptz default now())';
    await database.query({ name: 'executions', text: table });
    const hosts = new TemporaryHosts();
    // Never broken: for the campaign itself.
    const direct = await layLine(connection);
    const directory = await hosts.make({
      'infra.config.json': JSON.stringify({
        extensions: ['./chaos'],
        database: { url: urlOf(direct) },
        worker: { lease: '1500ms', heartbeat: '300ms', concurrency: 10, grace: '5s', maxLost: 100 },
      }),
      ...extensionFiles('chaos', { 'entry.js': entryCode(chaosExtension, chaosJobs) }),
    });
    const client = await createRuntime({ cwd: directory });
    const parts = { cluster, database, client, host: await openHost({ cwd: directory }) };
    const made = new ChaosHost(parts, { hosts, directory, direct });
    for (let count = 0; count < workers; count++) made.#occupy(await layLine(connection));
    return made;
  }

  private constructor(
    parts: Pick<ChaosHost, 'cluster' | 'database' | 'client' | 'host'>,
    place: { readonly hosts: TemporaryHosts; readonly directory: string; readonly direct: CuttableLine },
  ) {
    this.cluster = parts.cluster;
    this.database = parts.database;
    this.client = parts.client;
    this.host = parts.host;
    this.#hosts = place.hosts;
    this.#directory = place.directory;
    this.#direct = place.direct;
  }

  async query<Row extends object>(text: string): Promise<Row[]> {
    return this.database.query<Row>({ name: text.slice(0, 60), text });
  }

  async cancel(runId: string): Promise<void> {
    await (await operations.cancelRuns()).cancelRuns(this.host, { target: runId, reason: 'chaos' });
  }

  /** Lets every worker finish what it has and end. */
  async dismiss(): Promise<void> {
    this.#dismissed = true;
    await Promise.all(
      this.places.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await Promise.race([ended, pause(20_000, undefined, { ref: false })]);
      }),
    );
  }

  async close(): Promise<void> {
    this.#dismissed = true;
    for (const { child } of this.places) child.kill('SIGKILL');
    await this.client.stop(0);
    await this.host.close();
    await this.database.close();
    await this.cluster.stop();
    await Promise.all([this.#direct, ...this.places.map(({ line }) => line)].map((line) => line.close()));
    await this.#hosts.remove();
  }

  #occupy(line: CuttableLine): void {
    const place: Place = { line, child: this.#start(line) };
    this.places.push(place);
    const restart = async (): Promise<void> => {
      await pause(beforeStartMs);
      if (this.#dismissed) return;
      place.child = this.#start(line);
      place.child.once('exit', () => void restart());
    };
    // Killed, or not started because the database was away.
    place.child.once('exit', () => void restart());
  }

  #start(line: CuttableLine): ChildProcess {
    const env = { ...process.env, DATABASE_URL: urlOf(line) };
    const child = fork(program, [this.#directory], {
      execArgv: [],
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (event) => this.#hear(event as RuntimeEvent));
    return child;
  }

  #hear({ kind }: RuntimeEvent): void {
    if (kind === 'late_result_refused') this.told.lateResultsRefused++;
    if (kind === 'worker_declared_dead') this.told.declaredDead++;
    if (kind === 'run_rescued') this.told.rescued++;
  }
}

function urlOf({ connection }: CuttableLine): string {
  const { user, password, host, port, database } = connection;
  return `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}
