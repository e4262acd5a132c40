import type { ConfiguredHost } from '../config/configured-host.js';
import { type LoadedConfiguration, loadConfiguration } from '../config/load-configuration.js';
import { jobIndexFile, JobIndexStaleError, readJobIndex } from './job-index.js';
import { createJobRegistry, type JobRegistry } from './job-registry.js';

/** A host with its registry. */
export interface OpenedRegistry {
  readonly host: ConfiguredHost;
  readonly registry: JobRegistry;
  /** Whether the registry was read from the job index, and if not, why. */
  readonly index: { readonly used: true } | { readonly used: false; readonly reason: string };
}

/**
 * Finds the host's configuration and opens its registry: from the job index where that is valid, which loads no code of
 * any extension, else from the code of all of them. A stale index is never used; with NODE_ENV=production it is an
 * error, since a deployed host's index is expected to fit.
 * @param options.cwd where the search for `infra.config.*` begins.
 * @param options.file the configuration file, instead of searching.
 * @param options.useIndex false: the extensions are loaded whatever the index says.
 * @throws {ConfigurationMissingError} @throws {ConfigurationInvalidError} @throws {ExtensionFaultyError}
 * @throws {JobIndexStaleError}
 */
export async function openRegistry(options: {
  readonly cwd: string;
  readonly file?: string | undefined;
  readonly useIndex?: boolean | undefined;
}): Promise<OpenedRegistry> {
  const loaded = await loadConfiguration(options);
  if (options.useIndex === false) return collected(loaded, 'it was not asked for');
  const reading = readJobIndex(loaded);
  if (reading.state === 'valid') {
    const { host, contents } = reading;
    return { host, registry: createJobRegistry(contents, host), index: { used: true } };
  }
  if (reading.state === 'absent') return collected(loaded, 'there is none');
  if (process.env['NODE_ENV'] === 'production') {
    throw new JobIndexStaleError(jobIndexFile(loaded.directory), reading.reason);
  }
  return collected(loaded, reading.reason);
}

// Imported when needed: what checks configurations and loads extensions takes longer to load than an index to read.
async function collected(
  { file, directory, value }: LoadedConfiguration,
  reason: string,
): Promise<OpenedRegistry> {
  const [{ validateConfiguration }, { loadExtensions }] = await Promise.all([
    import('../config/validate-configuration.js'),
    import('./load-extensions.js'),
  ]);
  const host = { file, directory, settings: validateConfiguration(value, file) };
  const { registry } = await loadExtensions(host);
  return { host, registry, index: { used: false, reason } };
}
