import { isAbsolute, join } from 'node:path';
import { coreVersion } from '../config/core-version.js';
import type { ConfiguredHost } from '../config/configured-host.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { validateConfiguration } from '../config/validate-configuration.js';
import { InfraError } from '../errors/infra-error.js';
import { ExtensionFaultyError } from './extension-faulty-error.js';
import { pathFrom } from './host-path.js';
import { exportNameOf } from './import-extension.js';
import {
  configurationDigest,
  extensionConfigurationDigest,
  type JobIndex,
  jobIndexFile,
  jobIndexFormat,
} from './job-index.js';
import { type DeclarableJob, jobDeclarations } from './job-declarations.js';
import type { RegistryContents } from './job-registry.js';
import { type CollectedExtension, loadExtensions } from './load-extensions.js';
import { resolveExtension } from './resolve-extension.js';
import { sourceDigest } from './source-digest.js';
import { writeAtomically } from './write-atomically.js';

/** What `infra build` wrote. */
export interface JobIndexReport {
  /** The job index. */
  readonly index: string;
  /** The declarations for TypeScript. */
  readonly declarations: string;
  readonly jobs: number;
  readonly extensions: number;
  /** Jobs without a declaration, because no module exports their class. */
  readonly undeclared: readonly string[];
}

/** The job index or the declarations cannot be written. */
export class JobIndexUnwritableError extends InfraError {
  override readonly code = 'operation_failed';
}

/**
 * Loads every extension of a host and writes its job index and its declarations. For a process of its own: code that
 * has been loaded before it was changed would be indexed as it was.
 * @throws {ConfigurationMissingError} @throws {ConfigurationInvalidError} @throws {ExtensionFaultyError}
 * @throws {JobIndexUnwritableError}
 */
export async function buildJobIndex(options: {
  readonly cwd: string;
  readonly file?: string | undefined;
}): Promise<JobIndexReport> {
  const { file, directory, value } = await loadConfiguration(options);
  const host = { file, directory, settings: validateConfiguration(value, file) };
  // Before the code is loaded: what changes meanwhile makes the index stale, not wrong.
  const sources = digestsOf(host);
  const { registry, contents, extensions } = await loadExtensions(host);

  const index: JobIndex = {
    format: jobIndexFormat,
    core: coreVersion,
    configuration: configurationDigest(value),
    sources,
    extensionConfigurations: extensions.map(({ extension, resolved }) =>
      typeof extension.migrations === 'function' ? configurationDigestOf(host, resolved.use) : null,
    ),
    worker: host.settings.worker,
    retention: host.settings.retention,
    costs: host.settings.costs,
    approvals: host.settings.approvals,
    ...portable(contents, directory),
  };
  const declarations = join(directory, '.infra', 'jobs.d.ts');
  const { declarable, undeclared } = await exportedJobs(extensions, directory);
  await write(jobIndexFile(directory), `${JSON.stringify(index)}\n`);
  await write(declarations, jobDeclarations(declarable, declarations));
  return {
    index: jobIndexFile(directory),
    declarations,
    jobs: registry.jobs.length,
    extensions: registry.extensions.length,
    undeclared,
  };
}

/** The digests of the extensions' sources; of one that cannot be found ''. (Loading it then says why.) */
function digestsOf({ settings, directory }: ConfiguredHost): string[] {
  return settings.extensions.map(({ use }) => {
    try {
      return sourceDigest(resolveExtension(use, directory));
    } catch (error) {
      if (error instanceof ExtensionFaultyError) return '';
      throw error;
    }
  });
}

function configurationDigestOf({ settings }: ConfiguredHost, use: string): string | null {
  const reference = settings.extensions.find((candidate) => candidate.use === use);
  return reference === undefined ? null : extensionConfigurationDigest(reference);
}

/** With every path relative to the host's directory. */
function portable({ jobs, extensions, slots }: RegistryContents, directory: string): RegistryContents {
  return {
    slots,
    extensions: extensions.map((extension) => ({
      ...extension,
      directory: pathFrom(directory, extension.directory),
      entry: pathFrom(directory, extension.entry),
    })),
    jobs: jobs.map((job) => ({
      ...job,
      module: isAbsolute(job.module) ? pathFrom(directory, job.module) : job.module,
    })),
  };
}

async function exportedJobs(
  extensions: readonly CollectedExtension[],
  hostDirectory: string,
): Promise<{ readonly declarable: readonly DeclarableJob[]; readonly undeclared: readonly string[] }> {
  const declarable: DeclarableJob[] = [];
  const undeclared: string[] = [];
  for (const job of extensions.flatMap(({ jobs }) => jobs)) {
    const { name } = job.definition;
    const exportName = await exportNameOf(job, hostDirectory);
    if (exportName === null) undeclared.push(name);
    else declarable.push({ name, file: job.file, exportName });
  }
  return { declarable: declarable.toSorted((one, other) => (one.name < other.name ? -1 : 1)), undeclared };
}

async function write(file: string, content: string): Promise<void> {
  try {
    await writeAtomically(file, content);
  } catch (error) {
    throw new JobIndexUnwritableError(`${file} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
