import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { MaintenanceConfiguration } from '../configuration.js';

type MigrationModule = () => Promise<{ up(db: Kysely<unknown>): Promise<void> }>;

/**
 * The migrations of this extension. In the place of a table that the host brings stands one of the same name that does
 * nothing, so that the list of names is the same in every host.
 */
export function maintenanceMigrations(
  host: MaintenanceConfiguration['tables'],
): Readonly<Record<string, Migration>> {
  return {
    '0001_sessions': host.sessions ? nothing : lazily(() => import('./sessions.js')),
    '0002_contexts': host.contexts ? nothing : lazily(() => import('./contexts.js')),
    '0003_requests': host.requests ? nothing : lazily(() => import('./requests.js')),
    '0004_session_flags': lazily(() => import('./session-flags.js')),
  };
}

const nothing: Migration = { up: async () => {} };

// The modules hold SQL and load Kysely, which a command that migrates nothing need not pay for.
function lazily(load: MigrationModule): Migration {
  return { up: async (db: Kysely<unknown>) => (await load()).up(db) };
}
