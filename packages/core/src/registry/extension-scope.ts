// First, for what it brings along: tsyringe refuses to load without reflect-metadata.
import '@infra/traits';
import type { Class, Executable } from '@infra/traits';
import {
  container as globalContainer,
  type DependencyContainer,
  type InjectionToken,
  Lifecycle,
} from 'tsyringe';
import { ExtensionFaultyError } from './extension-faulty-error.js';
import type { JobRegistry } from './job-registry.js';
import type { LoadedExtension, LoadedJob } from './loaded-job.js';

/** Where the jobs of one runtime are made. Two runtimes in one process share nothing that an extension registers. */
export interface ExtensionScope {
  /** The runtime's own container: for what the runtime offers to jobs, before the first is prepared. */
  readonly container: DependencyContainer;
  /**
   * Makes a job's extension ready, and before it those it depends on: the `register` of each is called once in the
   * life of the scope, and only for extensions of jobs that are to run.
   * @throws {ExtensionFaultyError} when an extension does not load or its `register` throws.
   */
  prepare(loaded: LoadedJob): Promise<void>;
  /**
   * A new instance of a prepared job's class, its dependencies injected.
   * @throws {ExtensionFaultyError} naming the class and the dependency that cannot be resolved.
   */
  instantiate(loaded: LoadedJob): Executable;
  /** Disposes what the container made and is disposable. */
  dispose(): Promise<void>;
}

/** The folders that an extension is told of: see `ExtensionSetup`. */
export interface ExtensionPlaces {
  readonly hostDirectory: string;
  readonly stateDirectory: string;
}

/** Opens a scope for one runtime. */
export function createExtensionScope(registry: JobRegistry, places: ExtensionPlaces): ExtensionScope {
  const container = globalContainer.createChildContainer();
  const registrations = new Map<string, Promise<void>>();

  const register = (name: string): Promise<void> => {
    const known = registrations.get(name);
    if (known !== undefined) return known;
    const registration = registerOnce(name);
    registrations.set(name, registration);
    return registration;
  };

  const registerOnce = async (name: string): Promise<void> => {
    const loaded = await registry.loadExtension(name);
    for (const needed of loaded.extension.dependsOn ?? []) await register(needed);
    adoptScopedClasses(container);
    callRegister(loaded, container, places);
  };

  return {
    container,
    prepare: async ({ job }) => {
      await register(job.extension);
      // The job's module may have been loaded after its extension was registered.
      adoptScopedClasses(container);
    },
    instantiate: ({ job, jobClass }) => {
      try {
        return container.resolve(jobClass as InjectionToken<Executable>);
      } catch (error) {
        throw unresolvable(job.extension, job.module, jobClass, error);
      }
    },
    dispose: async () => container.dispose(),
  };
}

function callRegister(
  { extension, resolved, configuration }: LoadedExtension,
  container: DependencyContainer,
  places: ExtensionPlaces,
): void {
  try {
    extension.register?.(container, { configuration, ...places });
  } catch (error) {
    const reason = `its register(…) threw: ${error instanceof Error ? error.message : String(error)}`;
    throw new ExtensionFaultyError([{ extension: extension.name, file: resolved.entry, reason }], [], error);
  }
}

/** What tsyringe keeps of a registration that a decorator made. */
interface Registration {
  readonly provider: { readonly useClass?: unknown };
  readonly options: { readonly lifecycle: Lifecycle };
}

/**
 * Registers in the runtime's container every class that `@singleton` and `@scoped` have put in the process's one.
 *
 * Those decorators register globally, and a child container resolves such a class into the global registration: every
 * runtime of the process would get the instance that the first one made, with the first one's database inside. What
 * exists when a child is created is copied by tsyringe for one of the lifecycles, which does not help classes in
 * modules that are loaded later. tsyringe has no public list of registrations; its exact version is pinned.
 */
function adoptScopedClasses(container: DependencyContainer): void {
  const { _registry: registry } = globalContainer as unknown as {
    readonly _registry: { entries(): Iterable<readonly [InjectionToken<object>, readonly Registration[]]> };
  };
  for (const [token, registrations] of registry.entries()) {
    if (container.isRegistered(token)) continue;
    for (const { provider, options } of registrations) {
      if (provider.useClass === undefined || options.lifecycle === Lifecycle.Transient) continue;
      container.register(
        token,
        { useClass: provider.useClass as new () => object },
        { lifecycle: options.lifecycle },
      );
    }
  }
}

// tsyringe's message is a tree of lines; the innermost says which token nobody registered.
function unresolvable(
  extension: string,
  file: string,
  jobClass: Class,
  error: unknown,
): ExtensionFaultyError {
  const text = error instanceof Error ? error.message : String(error);
  const reason = `its job class ${jobClass.name} cannot be made: ${text.replaceAll(/\s*\n\s*/g, ' ')}`;
  return new ExtensionFaultyError([{ extension, file, reason }], [], error);
}
