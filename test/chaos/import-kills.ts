import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRuntime, type Runtime } from '@infra/core';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '@infra/core/testing';
import { TemporaryHosts, writeFiles } from '../registry/host-fixture.ts';
import { type Chance, chanceOf } from './chance.ts';

/** What became of imports whose workers were killed. */
export interface ImportKills {
  readonly seed: number;
  readonly kills: number;
  readonly imports: number;
  readonly items: number;
  /** How often pages were asked for: once for each, and again for those of an interrupted chunk. */
  readonly pages_asked: number;
  readonly attempts_lost: number;
  /** What is wrong in the record; nothing, when all is well. */
  readonly violations: readonly object[];
}

const worker = fileURLToPath(new URL('../engine/fixtures/worker-process.js', import.meta.url));
const blog = fileURLToPath(new URL('../../extensions/blog', import.meta.url));

/** Items of one import, half of them pages. */
const itemsOfImport = 60;
const pageMs = 15;
/** How long an import may take once nobody is killed any more. */
const patienceMs = 60_000;

// Every item is one document, which one chunk has added: none was skipped, written again or counted again.
const wrong = `
  select r.id, r.status, i.total, i.position, i.added, i.changed, i.unchanged, i.failed
  from job_runs r left join blog_imports i on i.run_id = r.id
  where r.job_name = 'blog_batch_import'
    and (r.status, i.total, i.position, i.added, i.changed, i.unchanged, i.failed)
      is distinct from ('completed', ${itemsOfImport}, ${itemsOfImport}, ${itemsOfImport}, 0, 0, 0)`;

/**
 * Kills the only worker at random moments of imports, again and again, starts another one, and looks at what is recorded
 * when all of them have ended.
 */
export async function killDuringImports(seed: number, kills: number): Promise<ImportKills> {
  const stage = await ImportStage.open();
  const chance = chanceOf(seed);
  try {
    const runs: string[] = [];
    for (let killed = 0; killed < kills; ) {
      if (await stage.isOver(runs.at(-1))) runs.push(await stage.submit(runs.length));
      if (await stage.killSometime(chance)) killed++;
    }
    for (const runId of runs) await stage.client.runs.wait(runId, { timeout: patienceMs });
    return { seed, kills, imports: runs.length, ...(await stage.verdict(runs.length)) };
  } finally {
    await stage.close();
  }
}

/** A host with the blog extension, a web server, and one worker process that comes back whenever it ends. */
class ImportStage {
  readonly client: Runtime;
  readonly #directory: string;
  readonly #database: TestDatabase;
  readonly #tables: ReturnType<typeof openTestDatabase>;
  readonly #hosts: TemporaryHosts;
  readonly #web: Server;
  #child: ChildProcess;
  #asked = 0;
  #closed = false;

  static async open(): Promise<ImportStage> {
    const hosts = new TemporaryHosts();
    const database = await createTestDatabase();
    const schedule = null;
    const names = ['blog_content_ingestion', 'content_ingestion', 'publish_content'];
    const imports = { privateAddresses: true, delay: 1, robots: false };
    const directory = await hosts.make({
      'infra.config.json': JSON.stringify({
        extensions: [{ use: blog, configuration: { posts: 'posts', imports } }],
        database: { url: database.url, migrate: 'auto' },
        jobs: Object.fromEntries(names.map((name) => [name, { schedule }])),
        worker: { lease: '1500ms', heartbeat: '300ms', maxLost: 100 },
      }),
      'posts/.keep': '',
    });
    const client = await createRuntime({ cwd: directory });
    const stage = new ImportStage({ directory, database, hosts, client });
    await once(stage.#web.listen(0, '127.0.0.1'), 'listening');
    return stage;
  }

  private constructor(parts: {
    readonly directory: string;
    readonly database: TestDatabase;
    readonly hosts: TemporaryHosts;
    readonly client: Runtime;
  }) {
    this.#directory = parts.directory;
    this.#database = parts.database;
    this.#tables = openTestDatabase(parts.database.connection);
    this.#hosts = parts.hosts;
    this.client = parts.client;
    this.#web = createServer((request, response) => {
      this.#asked++;
      const page = `<title>${request.url}</title><main><p>The page ${request.url}.</p></main>`;
      setTimeout(() => response.writeHead(200, { 'content-type': 'text/html' }).end(page), pageMs);
    });
    this.#child = this.#start();
  }

  /** Begins an import of items that no other one has. */
  async submit(number: number): Promise<string> {
    const { port } = this.#web.address() as AddressInfo;
    const files: Record<string, string> = {};
    const items: string[] = [];
    for (let item = 0; item < itemsOfImport; item++) {
      const name = `item-${number}-${item}`;
      if (item % 2 === 0) files[`import/${name}.md`] = `# ${name}\n\nSome words.\n`;
      items.push(item % 2 === 0 ? `${name}.md` : `http://127.0.0.1:${port}/${name}`);
    }
    const list = `import/${number}.list`;
    await writeFiles(this.#directory, { ...files, [list]: items.join('\n') });
    return (await this.client.runs.submit('blog_batch_import', { list })).runId;
  }

  async isOver(runId: string | undefined): Promise<boolean> {
    if (runId === undefined) return true;
    return (await this.client.runs.read(runId))?.finishedAt !== null;
  }

  /** Kills the worker at some moment, if an import runs in it then: mostly in its midst, at times as it begins. */
  async killSometime(chance: Chance): Promise<boolean> {
    if (chance.between(0, 1) < 0.7) await this.#progress();
    await pause(chance.between(0, 400));
    const [busy] = await this.#query<{ pid: number }>(
      `select w.pid from job_runs r join workers w on w.id = r.claimed_by where r.status = 'running' and w.gone_at is null`,
    );
    const child = this.#child;
    if (busy?.pid !== child.pid || child.exitCode !== null || child.signalCode !== null) return false;
    child.kill('SIGKILL');
    await once(child, 'exit');
    return true;
  }

  /** Waits until another chunk is recorded, or some seconds. */
  async #progress(): Promise<void> {
    const position = async () =>
      (
        await this.#query<{ done: number }>(
          'select coalesce(sum(position), 0)::int as done from blog_imports',
        )
      )[0]?.done;
    const before = await position();
    for (let looks = 0; looks < 150 && (await position()) === before; looks++) await pause(20);
  }

  async verdict(
    imports: number,
  ): Promise<Pick<ImportKills, 'items' | 'pages_asked' | 'attempts_lost' | 'violations'>> {
    const items = imports * itemsOfImport;
    const [found] = await this.#query<{ documents: number; sources: number; lost: number }>(
      `select count(*)::int as documents, count(distinct front_matter ->> 'source')::int as sources,
         (select sum(lost)::int from job_runs) as lost from blog_documents`,
    );
    const { documents = 0, sources = 0, lost = 0 } = found ?? {};
    const violations = await this.#query<object>(wrong);
    if (documents !== items || sources !== items / 2)
      violations.push({ documents, sources, expected: items });
    return { items, pages_asked: this.#asked, attempts_lost: lost, violations };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#child.kill('SIGKILL');
    await this.client.stop(0);
    await this.#tables.close();
    await this.#database.drop();
    this.#web.closeAllConnections();
    this.#web.close();
    await this.#hosts.remove();
  }

  #start(): ChildProcess {
    const child = fork(worker, [this.#directory], {
      execArgv: [],
      env: { ...process.env, INFRA_HOME: join(this.#directory, 'state') },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.once('exit', () => {
      if (!this.#closed) this.#child = this.#start();
    });
    return child;
  }

  async #query<Row extends object>(text: string): Promise<Row[]> {
    return this.#tables.query<Row>({ name: text.slice(0, 60), text });
  }
}
