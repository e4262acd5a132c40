import type { ConfiguredHost } from '../config/configured-host.js';
import { chainJob, chainJobName } from './chain-job.js';
import { inDependencyOrder } from './dependency-order.js';
import { JobNotFoundError } from './job-not-found-error.js';
import type { LoadedExtension, LoadedJob } from './loaded-job.js';
import type { RegisteredExtension } from './registered-extension.js';
import type { RegisteredJob } from './registered-job.js';

/**
 * Every job of the host: read once, validated, sorted by name, frozen. The data is there at once; the code of an
 * extension or of a job is loaded when it is asked for.
 */
export interface JobRegistry {
  readonly jobs: readonly RegisteredJob[];
  /** Sorted by name. */
  readonly extensions: readonly RegisteredExtension[];
  /** By name; the job of chains too, which is not in {@link jobs}. */
  find(name: string): RegisteredJob | undefined;
  /** @throws {JobNotFoundError} with the nearest name. */
  require(name: string): RegisteredJob;
  /**
   * Loads one job: its extension's entry and the module that the job is in.
   * @throws {JobNotFoundError} @throws {ExtensionFaultyError}
   */
  load(name: string): Promise<LoadedJob>;
  /**
   * Loads an extension's entry and reads the host's configuration for it by the extension's own schema.
   * @throws {ExtensionFaultyError} @throws {ConfigurationInvalidError}
   */
  loadExtension(name: string): Promise<LoadedExtension>;
  /** Loads every extension's entry; each comes after those it depends on. */
  loadExtensions(): Promise<readonly LoadedExtension[]>;
}

/** What a registry holds, as plain data: what is collected from extensions, and what a job index keeps. */
export interface RegistryContents {
  readonly jobs: readonly RegisteredJob[];
  readonly extensions: readonly RegisteredExtension[];
  /** For each job, the position in its extension's `jobs` of what brings it. */
  readonly slots: Readonly<Record<string, number>>;
}

/**
 * Makes a registry.
 * @param preloaded extensions that have been loaded already, by name.
 */
export function createJobRegistry(
  contents: RegistryContents,
  host: ConfiguredHost,
  preloaded: ReadonlyMap<string, LoadedExtension> = new Map(),
): JobRegistry {
  const jobs = new Map(contents.jobs.map((job) => [job.name, job]));
  const extensions = new Map(contents.extensions.map((extension) => [extension.name, extension]));

  // A run of a chain is a run like any other, though its job is not among those that are listed.
  const find = (name: string) => jobs.get(name) ?? (name === chainJobName ? chainJob : undefined);

  const requireJob = (name: string): RegisteredJob => {
    const job = find(name);
    if (job === undefined) throw new JobNotFoundError(name, [...jobs.keys()]);
    return job;
  };

  const loadExtension = remembered(async (name: string): Promise<LoadedExtension> => {
    const ready = preloaded.get(name);
    if (ready !== undefined) return ready;
    const registered = extensions.get(name);
    if (registered === undefined) throw new Error(`the registry has no extension '${name}'`);
    const loader = await import('./load-extension.js');
    return loader.loadExtension(registered, host);
  });

  const load = remembered(async (name: string): Promise<LoadedJob> => {
    const job = requireJob(name);
    if (job === chainJob) return (await import('./chain-run.js')).loadedChainJob;
    const loaded = await loadExtension(job.extension);
    const loader = await import('./load-extension.js');
    return loader.loadJob(job, contents.slots[name] ?? 0, loaded);
  });

  return Object.freeze({
    jobs: frozen([...jobs.values()].toSorted(byName)),
    extensions: frozen([...extensions.values()].toSorted(byName)),
    find,
    require: requireJob,
    load,
    loadExtension,
    loadExtensions: async () => {
      const ordered = inDependencyOrder([...extensions.values()]);
      return Promise.all(ordered.map(({ name }) => loadExtension(name)));
    },
  });
}

/** Loads each name once; what failed is tried again the next time. */
function remembered<Loaded>(load: (name: string) => Promise<Loaded>): (name: string) => Promise<Loaded> {
  const loads = new Map<string, Promise<Loaded>>();
  return (name) => {
    const known = loads.get(name);
    if (known !== undefined) return known;
    const loading = load(name);
    loads.set(name, loading);
    loading.catch(() => loads.delete(name));
    return loading;
  };
}

/** Freezes plain data all the way down: thirteen thousand objects for a thousand jobs, so without a needless array. */
function frozen<Data extends object>(data: Data): Data {
  for (const key in data) {
    const value = data[key];
    if (typeof value === 'object' && value !== null) frozen(value);
  }
  return Object.freeze(data);
}

// By code unit, not by locale: the order is the same on every machine.
function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}
