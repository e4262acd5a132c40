import type { RegisteredChain } from './registered-chain.js';

/** An extension as the host knows it, as plain data. */
export interface RegisteredExtension {
  readonly name: string;
  /** As the host's configuration names it: a package, or a path. */
  readonly use: string;
  /** From its package.json, null when that has none. */
  readonly version: string | null;
  /** The package's folder, symbolic links followed. */
  readonly directory: string;
  /** The file that its manifest names. */
  readonly entry: string;
  /** Names of the extensions that come before it. */
  readonly dependsOn: readonly string[];
  /** Names of its jobs, sorted. */
  readonly jobs: readonly string[];
  /** Names of its migrations, in their order. */
  readonly migrations: readonly string[];
  /** The chains that it brings, sorted by name. */
  readonly chains: readonly RegisteredChain[];
}
