// A throwaway host on a throwaway embedded database with its default, durable settings.
import { type ChildProcess, fork } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopEmbeddedDatabase } from '../packages/core/dist/database/embedded/embedded-database.js';

/** A job of a benchmark: a name, a schedule and whatever else `@Job` takes, as JSON. */
export type BenchJob = Readonly<{ name: string; schedule?: string } & Record<string, unknown>>;

export interface BenchHost {
  readonly directory: string;
  /** Starts one process of the host, or another program beside it, and resolves when it ticks. */
  start(program?: 'runtime-process' | 'bare-ticks'): Promise<ChildProcess>;
  /** Stops the database and removes everything. */
  remove(): Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Makes a host whose one extension has the given jobs, which do nothing. */
export async function createBenchHost(
  jobs: readonly BenchJob[],
  options: Readonly<Record<string, unknown>> = {},
): Promise<BenchHost> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'infra-bench-')));
  // The embedded server of root runs as another account, which must be able to enter.
  await chmod(directory, 0o711);
  process.env['INFRA_HOME'] = join(directory, 'state');
  delete process.env['DATABASE_URL'];
  await mkdir(join(directory, 'extension'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
  await writeFile(
    join(directory, 'infra.config.json'),
    JSON.stringify({ extensions: ['./extension'], ...options }),
  );
  await writeFile(
    join(directory, 'extension/package.json'),
    JSON.stringify({ name: 'bench', type: 'module', infra: { entry: './extension.js' } }),
  );
  await writeFile(join(directory, 'extension/extension.js'), extensionSource(jobs));
  return {
    directory,
    start: (program = 'runtime-process') =>
      new Promise((resolve, reject) => {
        const child = fork(fileURLToPath(new URL(`${program}.ts`, import.meta.url)), [directory], {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        });
        child.once('message', () => resolve(child));
        child.once('exit', (code) => reject(new Error(`a process ended with ${code}`)));
      }),
    remove: async () => {
      await stopEmbeddedDatabase(join(directory, 'state'));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function extensionSource(jobs: readonly BenchJob[]): string {
  // Decorators as plain calls: no compiler between the benchmark and what it measures.
  const classes = jobs.map(
    (job, index) => `class Job${index} { async execute() { return JobResult.success(); } }
${'phases' in job ? 'CombinedJob' : 'Job'}(${JSON.stringify(job)})(Job${index});`,
  );
  return `import { CombinedJob, defineExtension, Job, JobResult } from '@infra/traits';
${classes.join('\n')}
export default defineExtension({ name: 'bench', jobs: [${jobs.map((_, index) => `Job${index}`).join(', ')}] });
`;
}

/** The value below which a share of the sorted values lies. */
export function percentile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}
