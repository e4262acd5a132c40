import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ConfiguredHost } from '../config/configured-host.js';
import type {
  ApprovalSettings,
  CostSettings,
  ExtensionReference,
  HostSettings,
  RetentionSettings,
  WorkerSettings,
} from '../config/host-settings.js';
import type { LoadedConfiguration } from '../config/load-configuration.js';
import {
  readAlertSettings,
  readDatabaseSettings,
  readExtensionReferences,
} from '../config/plain-settings.js';
import { coreVersion } from '../config/core-version.js';
import { InfraError } from '../errors/infra-error.js';
import { ExtensionFaultyError } from './extension-faulty-error.js';
import type { RegistryContents } from './job-registry.js';
import { resolveExtension } from './resolve-extension.js';
import { sourceDigest } from './source-digest.js';

/**
 * What `infra build` writes: everything about the host's jobs that is not code, and digests of what it was made from.
 * Nothing of it is secret: neither the database's settings nor the configuration of extensions is in it. Paths are
 * relative to the host's directory, so that it may be built on another machine.
 */
export interface JobIndex extends RegistryContents {
  readonly format: typeof jobIndexFormat;
  /** The version of this package that wrote it. */
  readonly core: string;
  /** Digest of the configuration as it was evaluated, without what is not in the index. */
  readonly configuration: string;
  /** Digests of the extensions' sources, in the order of the configuration. */
  readonly sources: readonly string[];
  /**
   * Digests of what the extensions are configured with, in the same order; null where nothing in the index depends on
   * it. (Only migrations do, in an extension that gives them as a function of its configuration.)
   */
  readonly extensionConfigurations: readonly (string | null)[];
  readonly worker: WorkerSettings;
  readonly retention: RetentionSettings;
  readonly costs: CostSettings;
  readonly approvals: ApprovalSettings;
}

/** Changes with the shape of {@link JobIndex} and with what its parts mean. */
export const jobIndexFormat = 6;

/** The job index does not say what the host's code and configuration say, where only the index may be used. */
export class JobIndexStaleError extends InfraError {
  override readonly code = 'job_index_stale';

  constructor(file: string, reason: string) {
    super(`the job index ${file} is stale (${reason}): run \`infra build\``);
  }
}

/** What a look at the job index gave. */
export type JobIndexReading =
  | { readonly state: 'absent' }
  | { readonly state: 'stale'; readonly reason: string }
  | { readonly state: 'valid'; readonly host: ConfiguredHost; readonly contents: RegistryContents };

/** Where a host's job index is. */
export function jobIndexFile(hostDirectory: string): string {
  return join(hostDirectory, '.infra', 'job-index.json');
}

/**
 * Reads a host's job index if it says what the configuration and the extensions' sources say now. No extension is
 * loaded, and none of the libraries that would be needed to check the configuration: it was checked when the index was
 * written, and is the same one.
 */
export function readJobIndex(loaded: LoadedConfiguration): JobIndexReading {
  let text: string;
  try {
    text = readFileSync(jobIndexFile(loaded.directory), 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return { state: 'absent' };
    return { state: 'stale', reason: `it cannot be read: ${(error as Error).message}` };
  }
  const index = parse(text);
  if (index === null) return { state: 'stale', reason: 'it was written by another version' };
  if (index.configuration !== configurationDigest(loaded.value)) {
    return { state: 'stale', reason: 'the configuration has changed' };
  }
  const reason = changedExtension(index, loaded);
  if (reason !== null) return { state: 'stale', reason };
  const settings = settingsOf(index, loaded.value);
  // Faulty settings that the digest leaves out are not the index's fault; whoever checks the configuration names them.
  if (settings === null) return { state: 'absent' };
  const names = new Set(index.jobs.map(({ name }) => name));
  if (!Object.keys(settings.alerts.pings).every((name) => names.has(name))) return { state: 'absent' };
  const host = { file: loaded.file, directory: loaded.directory, settings };
  return { state: 'valid', host, contents: contentsOf(index, loaded.directory) };
}

/**
 * A digest of the part of an evaluated configuration that every index depends on. The database's settings, whom alerts
 * are told to and what extensions are configured with are left out: they come from the environment of the machine that
 * runs.
 */
export function configurationDigest(value: unknown): string {
  const { database: _, alerts: __, extensions, ...rest } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const uses = Array.isArray(extensions) ? extensions.map(withoutConfiguration) : extensions;
  return digestOf([uses, rest]);
}

/** A digest of what one extension is configured with. */
export function extensionConfigurationDigest({ configuration }: ExtensionReference): string {
  return digestOf(configuration);
}

function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value) ?? '');
}

function withoutConfiguration(reference: unknown): unknown {
  if (typeof reference !== 'object' || reference === null) return reference;
  const { configuration: _, ...rest } = reference as { configuration?: unknown };
  return rest;
}

function parse(text: string): JobIndex | null {
  try {
    const index = JSON.parse(text) as JobIndex | null;
    return index?.format === jobIndexFormat && index.core === coreVersion ? index : null;
  } catch {
    return null;
  }
}

/** Why an extension is not what the index was made from, or null. */
function changedExtension(index: JobIndex, { value, directory }: LoadedConfiguration): string | null {
  for (const [position, reference] of (readExtensionReferences(value) ?? []).entries()) {
    const { use } = reference;
    const configuration = index.extensionConfigurations[position] ?? null;
    if (configuration !== null && configuration !== extensionConfigurationDigest(reference)) {
      return `the configuration of the extension '${use}' has changed`;
    }
    try {
      const resolved = resolveExtension(use, directory);
      if (sourceDigest(resolved) !== index.sources[position]) return `the extension '${use}' has changed`;
    } catch (error) {
      if (error instanceof ExtensionFaultyError) return error.message;
      throw error;
    }
  }
  return null;
}

function settingsOf(index: JobIndex, value: unknown): HostSettings | null {
  const database = readDatabaseSettings(value);
  const extensions = readExtensionReferences(value);
  const alerts = readAlertSettings(value);
  if (database === null || extensions === null || alerts === null) return null;
  // Checked when the index was written: the digest says that they are the same.
  const jobs = (value as { readonly jobs?: HostSettings['jobs'] }).jobs ?? {};
  const { worker, retention, costs, approvals } = index;
  return { extensions, database, alerts, jobs, worker, retention, costs, approvals };
}

function contentsOf(index: JobIndex, hostDirectory: string): RegistryContents {
  return {
    slots: index.slots,
    extensions: index.extensions.map((extension) => ({
      ...extension,
      directory: resolve(hostDirectory, extension.directory),
      entry: resolve(hostDirectory, extension.entry),
    })),
    jobs: index.jobs.map((job) =>
      job.module.startsWith('../') ? { ...job, module: resolve(hostDirectory, job.module) } : job,
    ),
  };
}
