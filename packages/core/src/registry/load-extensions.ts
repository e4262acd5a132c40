import { type Extension, migrationsOf } from '@infra/traits';
import type { ConfiguredHost } from '../config/configured-host.js';
import { type ConfigurationIssue, ConfigurationInvalidError } from '../config/configuration-errors.js';
import { configurationIssues } from './configuration-issues.js';
import { dependencyFault } from './dependency-order.js';
import { followerFaults } from './follower-faults.js';
import { phaseFaults } from './phase-faults.js';
import { chainFaults } from './chain-faults.js';
import { type ExtensionFault, ExtensionFaultyError } from './extension-faulty-error.js';
import { type DeclaredJob, importExtension, jobsInSlot } from './import-extension.js';
import { createJobRegistry, type JobRegistry, type RegistryContents } from './job-registry.js';
import { readExtensionConfiguration } from './load-extension.js';
import type { LoadedExtension } from './loaded-job.js';
import { nameFaults } from './name-faults.js';
import { registerJob } from './register-job.js';
import type { GivenChain } from './registered-chain.js';
import type { RegisteredExtension } from './registered-extension.js';
import { type ResolvedExtension, resolveExtension } from './resolve-extension.js';

/** An extension with all of its jobs loaded. */
export interface CollectedExtension extends LoadedExtension {
  readonly jobs: readonly DeclaredJob[];
  /** The names of its migrations, in their order. */
  readonly migrations: readonly string[];
}

/** A registry made from the code of every extension, and what the job index is written from. */
export interface CollectedRegistry {
  readonly registry: JobRegistry;
  readonly contents: RegistryContents;
  readonly extensions: readonly CollectedExtension[];
}

/** Where the code of an extension comes from; the host names it by `use`. */
export type FindExtension = (
  use: string,
  hostDirectory: string,
) => Promise<{ readonly resolved: ResolvedExtension; readonly extension: Extension }>;

/**
 * Loads every extension of the host and all of their jobs, and makes the registry.
 * @param find imports the package that is named, by default.
 * @throws {ExtensionFaultyError} with every fault of every extension: what does not load, two jobs with one name,
 *   dependencies that cannot be followed.
 * @throws {ConfigurationInvalidError} with everything the configuration says wrongly about extensions and jobs.
 */
export async function loadExtensions(
  host: ConfiguredHost,
  find: FindExtension = importPackage,
): Promise<CollectedRegistry> {
  const faults: ExtensionFault[] = [];
  const issues: ConfigurationIssue[] = [];
  const found: CollectedExtension[] = [];
  for (const { use } of host.settings.extensions) {
    const collected = await collect(await noting(faults, () => find(use, host.directory)), host, {
      faults,
      issues,
    });
    if (collected !== null) found.push(collected);
  }
  faults.push(...dependencyFaults(found), ...nameFaults(found));
  if (faults.length > 0) throw new ExtensionFaultyError(faults, healthyAmong(found, faults));

  const contents = contentsOf(found, host);
  const followers = followerFaults(contents.jobs, host);
  const wrong = [
    ...followers.faults,
    ...phaseFaults(contents.jobs, host.directory),
    ...chainFaults(contents),
  ];
  if (wrong.length > 0) throw new ExtensionFaultyError(wrong, healthyAmong(found, wrong));
  issues.push(...followers.issues, ...configurationIssues(host.settings, contents.jobs, found));
  if (issues.length > 0) throw new ConfigurationInvalidError(host.file, issues);
  const loaded = new Map(found.map((collected) => [collected.extension.name, collected]));
  return { registry: createJobRegistry(contents, host, loaded), contents, extensions: found };
}

const importPackage: FindExtension = async (use, hostDirectory) => {
  const resolved = resolveExtension(use, hostDirectory);
  return { resolved, extension: await importExtension(resolved, hostDirectory) };
};

/** One extension, whole or, when anything in it is faulty, as far as it goes; null when there is nothing of it. */
async function collect(
  found: Awaited<ReturnType<FindExtension>> | null,
  host: ConfiguredHost,
  { faults, issues }: { readonly faults: ExtensionFault[]; readonly issues: ConfigurationIssue[] },
): Promise<CollectedExtension | null> {
  if (found === null) return null;
  const { extension, resolved } = found;
  const configured = await readExtensionConfiguration(extension, resolved.use, host);
  issues.push(...configured.issues);
  const jobs: DeclaredJob[] = [];
  for (const slot of extension.jobs.keys()) {
    jobs.push(...((await noting(faults, async () => jobsInSlot(extension, slot, resolved))) ?? []));
  }
  // Under a configuration that is refused there is nothing to ask.
  const migrations =
    configured.issues.length > 0
      ? []
      : await noting(faults, async () => migrationNames(extension, configured.configuration, resolved));
  return { extension, resolved, configuration: configured.configuration, jobs, migrations: migrations ?? [] };
}

function migrationNames(
  extension: Extension,
  configuration: unknown,
  { entry }: ResolvedExtension,
): string[] {
  try {
    return Object.keys(migrationsOf(extension, configuration)).toSorted();
  } catch (error) {
    const reason = `its migrations(…) threw: ${error instanceof Error ? error.message : String(error)}`;
    throw new ExtensionFaultyError([{ extension: extension.name, file: entry, reason }], [], error);
  }
}

/** What `load` gives, or null when it finds an extension faulty: then the faults are noted. */
async function noting<Loaded>(faults: ExtensionFault[], load: () => Promise<Loaded>): Promise<Loaded | null> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof ExtensionFaultyError)) throw error;
    faults.push(...error.faults);
    return null;
  }
}

function dependencyFaults(found: readonly CollectedExtension[]): ExtensionFault[] {
  const dependents = found.map(({ extension }) => ({
    name: extension.name,
    dependsOn: extension.dependsOn ?? [],
  }));
  return found.flatMap(({ extension, resolved }, index) => {
    const dependent = dependents[index];
    const reason = dependent === undefined ? null : dependencyFault(dependent, dependents);
    return reason === null ? [] : [{ extension: extension.name, file: resolved.entry, reason }];
  });
}

function healthyAmong(found: readonly CollectedExtension[], faults: readonly ExtensionFault[]): string[] {
  const faulty = new Set(faults.map(({ extension }) => extension));
  return found.map(({ extension }) => extension.name).filter((name) => !faulty.has(name));
}

function contentsOf(found: readonly CollectedExtension[], host: ConfiguredHost): RegistryContents {
  const declared = found.flatMap(({ extension, jobs }) =>
    jobs.map((job) => ({ job, extension: extension.name })),
  );
  return {
    jobs: declared.map(({ job, extension }) => {
      const override = host.settings.jobs[job.definition.name] ?? {};
      return registerJob(job, override, { extension, directory: host.directory });
    }),
    extensions: found.map(registerExtension),
    slots: Object.fromEntries(declared.map(({ job }) => [job.definition.name, job.slot])),
  };
}

/** A copy as plain data: what is the author's is not frozen with it. */
function chainsOf({ chains = {} }: Extension): RegisteredExtension['chains'] {
  const copy = JSON.parse(JSON.stringify(chains)) as Readonly<Record<string, GivenChain>>;
  return Object.entries(copy)
    .map(([name, chain]) => ({ name, ...chain }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function registerExtension({
  extension,
  resolved,
  jobs,
  migrations,
}: CollectedExtension): RegisteredExtension {
  return {
    name: extension.name,
    use: resolved.use,
    version: resolved.version,
    directory: resolved.directory,
    entry: resolved.entry,
    dependsOn: extension.dependsOn ?? [],
    jobs: jobs.map(({ definition }) => definition.name).toSorted(),
    migrations,
    chains: chainsOf(extension),
  };
}
