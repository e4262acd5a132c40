import type { Session, Statement } from '../../database/database.js';

/** A small table of which rows go by their age alone. */
export interface Prunable {
  readonly table: string;
  readonly key: readonly string[];
  /** Which rows are old: $1 is the age in milliseconds. */
  readonly where: string;
}

const older = (column: string) => `${column} < infra_now() - $1 * interval '1 ms'`;

/** What beside runs and their logs is kept for a time only. */
export const prunables = {
  skippedOccurrences: { table: 'skipped_occurrences', key: ['id'], where: older('last') },
  workers: {
    table: 'workers',
    key: ['id'],
    where: `${older('gone_at')}
      and not exists (select from job_runs r where r.claimed_by = workers.id and r.status = 'running')`,
  },
  auditEvents: { table: 'audit_events', key: ['id'], where: older('at') },
  idempotencyKeys: { table: 'idempotency_keys', key: ['job_name', 'key'], where: older('expires_at') },
  notifications: {
    table: 'notifications',
    key: ['id'],
    where: older('coalesce(delivered_at, abandoned_at)'),
  },
  alerts: { table: 'alerts', key: ['id'], where: older('cleared_at') },
} as const satisfies Record<string, Prunable>;

/** Rows of one delete: short enough that nobody waits for it. */
const batch = 1_000;

/** Counts the rows that {@link pruneRecords} would delete. */
export async function countOldRecords(session: Session, what: Prunable, ageMs: number): Promise<number> {
  return rowsOf(session, countOf(what), [ageMs]);
}

/** Deletes what is older than so many milliseconds, in batches. */
export async function pruneRecords(
  session: Session,
  what: Prunable,
  ageMs: number,
  signal?: AbortSignal,
): Promise<number> {
  for (let removed = 0; ; ) {
    signal?.throwIfAborted();
    const rows = await rowsOf(session, removeFrom(what), [ageMs, batch]);
    removed += rows;
    if (rows < batch) return removed;
  }
}

async function rowsOf(session: Session, statement: Statement, values: readonly unknown[]): Promise<number> {
  const [row] = await session.query<{ rows: number }>(statement, values);
  return row?.rows ?? 0;
}

// The table, its key and the condition are this file's own words; every value is bound.
function countOf({ table, where }: Prunable): Statement {
  return {
    name: `count_old_${table}`,
    text: `select count(*)::int as rows from ${table} where ${where}`,
    patient: true,
  };
}

function removeFrom({ table, key, where }: Prunable): Statement {
  const columns = key.join(', ');
  const same = key.map((column) => `t.${column} = old.${column}`).join(' and ');
  return {
    name: `remove_old_${table}`,
    text: `with old as materialized (
        select ${columns} from ${table} where ${where} order by ${columns} limit $2 for update skip locked
      ),
      removed as (delete from ${table} t using old where ${same} returning 1)
      select count(*)::int as rows from removed`,
    patient: true,
  };
}
