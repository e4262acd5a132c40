import type { MaintenanceConfiguration } from './configuration.js';

/** A column of a table that names a context. */
export interface ContextHolder {
  readonly table: string;
  readonly column: string;
}

/** The tables that the jobs work on, whoever created them; `own` means this extension's migrations did. */
export interface MaintenanceTables {
  readonly sessions: {
    readonly own: boolean;
    readonly table: string;
    readonly id: string;
    readonly lastSeenAt: string;
  };
  readonly contexts: {
    readonly own: boolean;
    readonly table: string;
    readonly id: string;
    readonly lastUsedAt: string;
    /** Empty when nothing is known that could hold a context: then none may be taken for empty. */
    readonly holders: readonly ContextHolder[];
  };
  readonly requests: {
    readonly own: boolean;
    readonly table: string;
    readonly sessionId: string;
    readonly path: string;
    readonly status: string;
    readonly at: string;
  };
}

const ownTables: MaintenanceTables = {
  sessions: { own: true, table: 'maintenance_sessions', id: 'id', lastSeenAt: 'last_seen_at' },
  contexts: {
    own: true,
    table: 'maintenance_contexts',
    id: 'id',
    lastUsedAt: 'last_used_at',
    holders: [{ table: 'maintenance_requests', column: 'context_id' }],
  },
  requests: {
    own: true,
    table: 'maintenance_requests',
    sessionId: 'session_id',
    path: 'path',
    status: 'status',
    at: 'at',
  },
};

/** Puts the host's tables in the place of this extension's own wherever the configuration names one. */
export function maintenanceTables({
  sessions,
  contexts,
  requests,
}: MaintenanceConfiguration['tables']): MaintenanceTables {
  return {
    sessions: sessions ? { own: false, table: sessions.table, ...sessions.columns } : ownTables.sessions,
    contexts: contexts
      ? { own: false, table: contexts.table, ...contexts.columns, holders: contexts.heldBy }
      : // Requests that the host keeps say nothing about this extension's contexts.
        { ...ownTables.contexts, holders: requests ? [] : ownTables.contexts.holders },
    requests: requests ? { own: false, table: requests.table, ...requests.columns } : ownTables.requests,
  };
}
