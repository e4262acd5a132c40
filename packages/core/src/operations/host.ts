import type { Database } from '../database/database.js';
import type { JobRegistry } from '../registry/job-registry.js';
import type { ResolvedHost } from '../registry/open-registry.js';

/** An opened host: its configuration, its registry, and its database once somebody asks for it. */
export interface Host extends ResolvedHost {
  readonly registry: JobRegistry;
  /** Who acts, for the audit: the login name and host of a command, the name that a host application gives. */
  readonly actor: string;
  /**
   * The database, connected and with a schema that this program may work with.
   * @throws {DatabaseUnreachableError}, {DatabaseNotMigratedError}, {SchemaTooNewError}
   */
  database(): Promise<Database>;
  close(): Promise<void>;
}
