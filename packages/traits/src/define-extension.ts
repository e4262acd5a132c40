import type { Migration } from 'kysely/migration';
import type { z } from 'zod';
import type { DependencyContainer } from 'tsyringe';
import type { Chain } from './chain.js';
import { chainNameSchema, chainSchema } from './chain-schema.js';
import { assertFits } from './definition-schema.js';
import { JobDeclarationError } from './job-declaration-error.js';
import type { Class } from './jobs.js';
import { resolveWeights } from './phase-weights.js';

/** A module that exports job classes, loaded only when one of them is needed. */
export type JobModule = () => Promise<Readonly<Record<string, unknown>>>;

/** What `register` gets beside the container. */
export interface ExtensionSetup<Configuration> {
  /** The host's configuration for this extension, as the extension's own schema gives it. */
  readonly configuration: Configuration;
  /** The folder of the host's configuration file: what relative paths in the configuration and in parameters start from. */
  readonly hostDirectory: string;
  /**
   * Where this account keeps what belongs to no project: `$INFRA_HOME` or what stands in for it. It may not exist yet;
   * an extension has a folder of its name in it, which only the owner can enter.
   */
  readonly stateDirectory: string;
}

/** Kysely migrations by name. */
export type Migrations = Readonly<Record<string, Migration>>;

/** What an extension package brings; the default export of the file that its manifest names. */
export interface Extension<Schema extends z.ZodType = z.ZodType> {
  /** snake_case or kebab-case, unique in the host. */
  readonly name: string;
  /**
   * Job classes, or `() => import('./my-job.js')`: a module loaded so is read only when one of its jobs runs, which
   * keeps a host's command line quick however many jobs there are.
   */
  readonly jobs: readonly (Class | JobModule)[];
  /**
   * Predefined chains by name: `infra chains run NAME` runs one, and nobody can overwrite or delete it. Small letters,
   * digits, `-` and `_`.
   */
  readonly chains?: Readonly<Record<string, Chain>>;
  /** Names of extensions whose migrations and `register` come before this one's. */
  readonly dependsOn?: readonly string[];
  /**
   * The extension's own tables: Kysely migrations by name, run in the order of their names and never edited. A function
   * gets the host's configuration, for tables that a host may bring itself; the names must not depend on it.
   */
  readonly migrations?: Migrations | ((configuration: z.output<Schema>) => Migrations);
  /** Checks what the host configures for this extension; left out, the extension takes no configuration. */
  readonly configuration?: Schema;
  /** Registers what its jobs inject; called once a runtime with a container of that runtime. */
  register?(container: DependencyContainer, setup: ExtensionSetup<z.output<Schema>>): void;
}

const marker = Symbol.for('@infra/traits/extension');

/**
 * Declares an extension.
 * @throws {JobDeclarationError} for a name that is not lower-case words joined by `-` or `_`, a job that is no function,
 *   and a chain without steps, with faulty weights or an unknown key.
 */
export function defineExtension<Schema extends z.ZodType = z.ZodType<undefined>>(
  extension: Extension<Schema>,
): Extension<Schema> {
  if (!/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/.test(extension.name)) {
    throw new JobDeclarationError(
      `extension '${extension.name}': a name is lower-case words joined by - or _`,
    );
  }
  for (const [index, job] of extension.jobs.entries()) {
    if (typeof job === 'function') continue;
    throw new JobDeclarationError(
      `extension '${extension.name}': jobs[${index}] is neither a job class nor () => import(…)`,
    );
  }
  for (const [name, chain] of Object.entries(extension.chains ?? {}))
    assertChain(extension.name, name, chain);
  return Object.freeze({ ...extension, [marker]: true });
}

function assertChain(extension: string, name: string, chain: Chain): void {
  const whose = `extension '${extension}': chain '${name}'`;
  assertFits(whose, chainNameSchema, name);
  assertFits(whose, chainSchema, chain);
  try {
    resolveWeights(chain.steps.map(({ weight }) => weight));
  } catch (error) {
    if (!(error instanceof JobDeclarationError)) throw error;
    throw new JobDeclarationError(`${whose}: ${error.message}`);
  }
}

/** The migrations of an extension under a host's configuration, as its own schema gives it. */
export function migrationsOf<Schema extends z.ZodType>(
  { migrations = {} }: Extension<Schema>,
  configuration: z.output<Schema>,
): Migrations {
  return typeof migrations === 'function' ? migrations(configuration) : migrations;
}

/** Whether a module's default export came from {@link defineExtension}, in whatever copy of this package. */
export function isExtension(value: unknown): value is Extension {
  return typeof value === 'object' && value !== null && marker in value;
}
