import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTestDatabase } from '@infra/core/testing';
import { InfraHost, printed } from '../cli/infra-host.js';
import { entryCode, extensionFiles, type Files } from '../registry/host-fixture.js';

const repository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A host with the blog and jobs of every kind, and `infra serve` on it as a process. */
export class DashboardHost {
  readonly host: InfraHost;
  #process: ChildProcessWithoutNullStreams | null = null;
  #url = '';
  #port = 0;

  private constructor(host: InfraHost) {
    this.host = host;
  }

  /** @param schedules whether its jobs have schedules; then runs begin by themselves. */
  static async make({ schedules = false } = {}): Promise<DashboardHost> {
    const host = await InfraHost.make(files(schedules));
    await cp(repository('extensions/blog/samples/posts'), join(host.directory, 'posts'), { recursive: true });
    await host.infra(['db', 'migrate']);
    return new DashboardHost(host);
  }

  /** Where the dashboard is, without a slash at the end. */
  get url(): string {
    return this.#url;
  }

  /** Starts the server, at the port of the last time, for whoever comes. */
  async start(): Promise<void> {
    await this.#serve(['--no-login'], /the dashboard is at (http:\S+)\s/);
  }

  /** Starts the server for whoever has its link, which it returns. */
  async startWithLogin(): Promise<string> {
    return this.#serve([], /log in with (http:\S+)/);
  }

  async #serve(flags: readonly string[], address: RegExp): Promise<string> {
    this.#process = this.host.start(['serve', '--grace', '1s', '--port', String(this.#port), ...flags]);
    const [, found = ''] = address.exec(await printed(this.#process.stderr, address)) ?? [];
    const { origin, port } = new URL(found);
    this.#url = origin;
    this.#port = Number(port);
    return found;
  }

  /** Submits a run by the command line; returns its id. */
  async submit(job: string, ...flags: string[]): Promise<string> {
    return (await this.host.artifact('runs submit', [job, ...flags])).data.run_id;
  }

  /** Stops the server as a signal does. */
  async stop(): Promise<void> {
    const running = this.#process;
    if (running?.exitCode !== null) return;
    this.#process = null;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await ended;
  }

  /** Submits a run and waits until it has ended, however it ends; returns its id. */
  async finished(job: string, ...flags: string[]): Promise<string> {
    const id = await this.submit(job, ...flags);
    await this.host.infra(['runs', 'wait', id]);
    return id;
  }

  /** Lets every run of the job `steps` that waits before this step go on. */
  async letPass(step: number): Promise<void> {
    await writeFile(join(this.host.directory, `step-${String(step)}`), '');
  }

  /** Gives it some hours of history, for pictures. */
  async pretendPast(): Promise<void> {
    const database = openTestDatabase(this.host.database.connection);
    await database.query({
      name: 'pretend_past',
      text: `insert into job_runs (job_name, status, trigger, created_at, started_at, finished_at, attempt)
        select case when n % 5 = 0 then 'sweep_yard' else 'build_index' end,
          case when n % 17 = 0 then 'failed' else 'completed' end, 'manual', at, at, at + n % 40 * interval '90 ms', 1
        from (select n, infra_now() - (n * 31 % 353) * interval '1 minute' as at from generate_series(1, 320) n) r`,
    });
    await database.close();
  }

  async remove(): Promise<void> {
    await this.stop();
    await this.host.remove();
  }
}

const jobs = `
  const places = z.strictObject({ steps: z.number().int().min(1).default(3), place: z.string().refine((place) => place !== 'the moon', 'the moon has no yard').default('the yard') });

  class Steps {
    async execute({ parameters: { steps, place }, logger, progress, signal }) {
      for (let step = 1; step <= steps; step += 1) {
        while (!existsSync('step-' + step)) await setTimeout(25, undefined, { signal });
        logger.info('swept corner ' + step + ' of ' + place, { dust: step * 3 });
        if (step === 2) logger.warn('<b>corner 2</b> is <script>alert(1)</script> damp');
        progress({ completed: step, total: steps, message: 'corner ' + step, counters: { Crumbs: step * 12 } });
      }
      return JobResult.success().withMessage('Swept ' + steps + ' corners').withStats(steps, 0).withOutput({ place });
    }
  }
  Job({ name: 'sweep_yard', description: 'Sweeps every corner of a place', parameters: places, tags: ['yard'], chain: { after: ['build_index'] } })(Steps);

  class Summaries {
    estimate({ steps }) {
      return { components: [{ component: 'Summaries', quantity: steps * 40, high: steps * 60 }, { component: 'Embeddings', quantity: 12, unitPrice: '0.004' }],
        warnings: ['the model was changed yesterday'] };
    }
    async execute({ parameters: { steps }, cost }) {
      cost.add('Summaries', steps * 38);
      cost.add('Embeddings', 12, 0.004);
      return JobResult.success().withMessage('Summarised').withStats(steps, 0);
    }
  }
  Job({ name: 'write_summaries', description: 'Has a model summarise new notes', parameters: places, approval: { above: 1 } })(Summaries);

  class Mail {
    async execute({ logger }) {
      logger.info('connecting to the mail server');
      throw new Error('connect ECONNREFUSED 10.0.0.7:587');
    }
  }
  Job({ name: 'send_digest', description: 'Mails the digest to its readers' })(Mail);

  class Index { async execute({ progress }) { progress({ completed: 40, total: 40 }); return JobResult.success().withMessage('Indexed 40 pages').withStats(40, 0); } }
  Job({ name: 'build_index', description: 'Builds the search index' })(Index);

  class Rebuild {}
  CombinedJob({ name: 'rebuild_site', description: 'Indexes everything and sweeps the yard',
    phases: [{ name: 'Build the index', job: 'build_index', weight: 70 }, { name: 'Sweep up', job: 'sweep_yard', weight: 30, parameters: { steps: 2 } }] })(Rebuild);
`;

/** What would begin by itself, at whatever time of day the tests run. */
const scheduled = [
  'behavioral_analysis',
  'blog_content_ingestion',
  'cleanup_empty_contexts',
  'cleanup_inactive_sessions',
  'content_ingestion',
  'database_cleanup',
  'log_cleanup',
  'publish_content',
];

const busyDay = {
  build_index: { schedule: '0 5,35 * * * *' },
  send_digest: { schedule: '0 0 7 * * *' },
  sweep_yard: { schedule: '0 0 */6 * * *' },
};

function files(schedules: boolean): Files {
  const quiet = Object.fromEntries(scheduled.map((name) => [name, { schedule: null }]));
  return {
    'infra.config.json': JSON.stringify({
      extensions: [
        { use: repository('extensions/blog'), configuration: { posts: 'posts' } },
        repository('extensions/maintenance'),
        './yard',
      ],
      costs: { prices: { Summaries: 0.03 } },
      jobs: schedules ? busyDay : quiet,
    }),
    ...extensionFiles('yard', {
      'entry.js': [
        "import { existsSync } from 'node:fs';",
        "import { setTimeout } from 'node:timers/promises';",
        entryCode("{ name: 'yard', jobs: [Steps, Summaries, Mail, Index, Rebuild] }", jobs),
      ].join('\n'),
    }),
  };
}
