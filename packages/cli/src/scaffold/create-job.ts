import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DataOf } from '../artifact-data.js';
import { UsageError, invalidValue } from '../exit/usage-error.js';
import { addToJobs } from './add-to-jobs.js';
import { jobNames } from './names.js';
import { writeTemplates } from './write-templates.js';

/**
 * Adds a job to an extension: one file, and a line in the list of the extension's jobs.
 * @param options.directory the extension's folder.
 */
export async function createJob(options: {
  readonly name: string;
  readonly directory: string;
  readonly schedule: string;
  readonly cwd: string;
}): Promise<DataOf<'new job'>> {
  const { directory, cwd } = options;
  const job = jobNames(options.name);
  await checkSchedule(options.schedule);
  const entry = await sourceOfEntry(directory);
  const file = `src/jobs/${job.fileName}.ts`;
  const values = { ...job, schedule: options.schedule };
  await writeTemplates(directory, [{ path: file, template: 'job/job.ts.txt' }], values);
  const line = `() => import('./jobs/${job.fileName}.js')`;
  const registered = await register(entry, line);
  const step = `add \`${line}\` to \`jobs\` in ${entry === null ? "the extension's entry file" : relative(cwd, entry)}`;
  return {
    kind: 'job',
    name: job.name,
    files: [relative(cwd, join(directory, file))],
    next_steps: [...(registered ? [] : [step]), `infra jobs run ${job.name}`],
    message: `Created the job '${job.name}'${registered ? ' and added it to its extension' : ''}`,
  };
}

async function checkSchedule(schedule: string): Promise<void> {
  const { InvalidCronError, readCron } = await import('@infra/traits');
  try {
    readCron(schedule);
  } catch (error) {
    if (!(error instanceof InvalidCronError)) throw error;
    throw invalidValue(`--schedule: ${error.message}`);
  }
}

/** The TypeScript that the extension's entry is made from; null when it cannot be told. */
async function sourceOfEntry(directory: string): Promise<string | null> {
  const manifest = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as {
    infra?: { entry?: unknown };
  };
  const entry = manifest.infra?.entry;
  if (typeof entry !== 'string')
    throw new UsageError(`${directory} is no extension: its package.json names no entry`);
  const source = entry.replace(/^(\.\/)?dist\//, './src/').replace(/\.js$/, '.ts');
  return [source, entry].map((file) => join(directory, file)).find((file) => existsSync(file)) ?? null;
}

async function register(entry: string | null, line: string): Promise<boolean> {
  if (entry === null) return false;
  const changed = addToJobs(await readFile(entry, 'utf8'), line);
  if (changed === null) return false;
  await writeFile(entry, changed);
  return true;
}
