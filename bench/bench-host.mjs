// A throwaway host on a throwaway embedded database with its default, durable settings.
import { fork } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Makes a host whose one extension has the given jobs: `{ name, schedule, ...more @Job options as source text }`. */
export async function createBenchHost(jobs, options = {}) {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'infra-bench-')));
  // The embedded server of root runs as another account, which must be able to enter.
  await chmod(directory, 0o711);
  process.env.INFRA_HOME = join(directory, 'state');
  delete process.env.DATABASE_URL;
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
    /** Starts one process and resolves when it ticks. */
    start: () =>
      new Promise((resolve, reject) => {
        const child = fork(fileURLToPath(new URL('runtime-process.mjs', import.meta.url)), [directory], {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        });
        child.once('message', () => resolve(child));
        child.once('exit', (code) => reject(new Error(`a process ended with ${code}`)));
      }),
    remove: async () => {
      const { stopEmbeddedDatabase } = await import(
        '../packages/core/dist/database/embedded/embedded-database.js'
      );
      await stopEmbeddedDatabase(process.env.INFRA_HOME);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function extensionSource(jobs) {
  // Decorators as plain calls: no compiler between the benchmark and what it measures.
  const classes = jobs.map(
    (job, index) => `class Job${index} { async execute() { return JobResult.success(); } }
Job(${JSON.stringify(job)})(Job${index});`,
  );
  return `import { defineExtension, Job, JobResult } from '@infra/traits';
${classes.join('\n')}
export default defineExtension({ name: 'bench', jobs: [${jobs.map((_, index) => `Job${index}`).join(', ')}] });
`;
}

/** The value below which a share of the sorted values lies. */
export function percentile(sorted, share) {
  return sorted.length === 0
    ? null
    : sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}
