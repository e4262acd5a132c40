import { join } from 'node:path';
import { type Class, defineExtension, type DependencyContainer, type Extension } from '@infra/traits';
import type { ConfiguredHost } from '../config/configured-host.js';
import type { HostConfiguration } from '../config/host-configuration.js';
import { validateConfiguration } from '../config/validate-configuration.js';
import { createJobRegistry, type JobRegistry } from '../registry/job-registry.js';
import { loadExtensions } from '../registry/load-extensions.js';

/** An extension at hand, as a host's configuration would name it. */
export type ExtensionAtHand = Extension | { readonly use: Extension; readonly configuration: unknown };

/** The jobs of a test and what its host would configure. */
export interface JobsAtHand {
  /** Job classes without an extension of their own. */
  readonly jobs?: readonly Class[];
  /** Registers what those classes inject, as an extension's `register` does. */
  readonly register?: (container: DependencyContainer) => void;
  readonly extensions?: readonly ExtensionAtHand[];
  /** The rest of the host's configuration. */
  readonly configuration?: Omit<HostConfiguration, 'extensions' | 'database'>;
  /** What relative paths in configurations start from; the working directory by default. */
  readonly directory?: string;
}

/**
 * A host without files, made of the classes and extensions that a test has at hand. Isolated jobs run in this process:
 * another could not find their code.
 * @throws {ConfigurationInvalidError} @throws {ExtensionFaultyError}
 */
export async function jobHost(
  given: JobsAtHand,
): Promise<{ readonly host: ConfiguredHost; readonly registry: JobRegistry }> {
  const { directory = process.cwd(), configuration = {} } = given;
  const file = join(directory, 'infra.config.ts');
  const extensions = extensionsOf(given);
  const references = extensions.map(({ use, configuration: own }) => ({
    use: use.name,
    ...(own === undefined ? {} : { configuration: own }),
  }));
  const settings = validateConfiguration({ ...configuration, extensions: references }, file);
  const host = { file, directory, settings };
  const byName = new Map(extensions.map(({ use }) => [use.name, use]));
  const collected = await loadExtensions(host, async (use) => {
    const extension = byName.get(use);
    if (extension === undefined) throw new Error(`the test has no extension '${use}'`);
    return { extension, resolved: { use, directory, version: null, entry: join(directory, use) } };
  });
  const jobs = collected.contents.jobs.map((job) => ({ ...job, isolation: 'none' as const }));
  const loaded = new Map(collected.extensions.map((one) => [one.extension.name, one]));
  return { host, registry: createJobRegistry({ ...collected.contents, jobs }, host, loaded) };
}

function extensionsOf(given: JobsAtHand): { use: Extension; configuration?: unknown }[] {
  const { jobs = [], register, extensions = [] } = given;
  const own = defineExtension({ name: 'test', jobs, ...(register === undefined ? {} : { register }) });
  return [
    ...(jobs.length > 0 || register !== undefined ? [{ use: own as Extension }] : []),
    ...extensions.map((extension) => ('use' in extension ? extension : { use: extension })),
  ];
}
