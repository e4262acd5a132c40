import type { Clock } from '../clock/clock.js';
import type { HostSettings } from '../config/host-settings.js';
import type { Database } from '../database/database.js';
import type { JobRegistry } from '../registry/job-registry.js';
import type { JobProvider } from '../worker/job-provider.js';

/** An opened host: its configuration, its registry, and its database once somebody asks for it. */
export interface Host {
  /** False where there is none: then only what concerns shell runs works. */
  readonly configured: boolean;
  /** The configuration file. */
  readonly file: string;
  /** Its folder: what relative paths start from. */
  readonly directory: string;
  readonly settings: HostSettings;
  readonly registry: JobRegistry;
  /** Where the configured database is, with its password; null when the host works with the embedded one. */
  readonly databaseUrl: string | null;
  readonly clock: Clock;
  /** Who acts, for the audit: the login name of a command, the name that a host application gives. */
  readonly actor: string;
  /**
   * The database, connected and with a schema that this program may work with.
   * @throws {DatabaseUnreachableError} @throws {DatabaseNotMigratedError} @throws {SchemaTooNewError}
   */
  database(): Promise<Database>;
  /** The database as it is, migrated or not, and whether it is the embedded one. */
  connect(): Promise<{ readonly database: Database; readonly kind: 'configured' | 'embedded' }>;
  /** Jobs ready to run in this process. */
  jobs(): Promise<JobProvider>;
  close(): Promise<void>;
}
