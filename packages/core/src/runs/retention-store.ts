import type { PruneReport, PruneRequest, Retention } from '@infra/traits';
import type { Session, Statement } from '../database/database.js';

/** How long what is over is kept, in milliseconds. */
export interface RetentionPeriods {
  readonly runsMs: number;
  readonly logsMs: number;
  readonly skipsMs: number;
  readonly auditMs: number;
}

/** Rows of one delete: short enough that nobody waits for it. */
const batch = 1_000;

interface Prunable {
  readonly name: string;
  readonly table: string;
  /** Which rows are old: $1 is the age in milliseconds. */
  readonly where: string;
}

const runs: Prunable = {
  name: 'runs',
  table: 'job_runs',
  where: `finished_at < infra_now() - $1 * interval '1 ms'`,
};
const lines: Prunable = {
  name: 'log_lines',
  table: 'logs',
  where: `at < infra_now() - $1 * interval '1 ms'
    and exists (select from job_runs r where r.id = logs.run_id and r.finished_at is not null)`,
};
const skips: Prunable = {
  name: 'skips',
  table: 'skipped_occurrences',
  where: `last < infra_now() - $1 * interval '1 ms'`,
};
const workers: Prunable = {
  name: 'workers',
  table: 'workers',
  where: `gone_at < infra_now() - $1 * interval '1 ms'
    and not exists (select from job_runs r where r.claimed_by = workers.id and r.status = 'running')`,
};
const audit: Prunable = {
  name: 'audit_events',
  table: 'audit_events',
  where: `at < infra_now() - $1 * interval '1 ms'`,
};

/** Shortens the record by age, in batches that block nobody; unfinished runs, schedules and what is recent stay. */
export class RetentionStore implements Retention {
  readonly #session: Session;
  readonly #periods: RetentionPeriods;

  constructor(session: Session, periods: RetentionPeriods) {
    this.#session = session;
    this.#periods = periods;
  }

  async prune(request: PruneRequest, signal?: AbortSignal): Promise<PruneReport> {
    const { runsMs, logsMs, skipsMs, auditMs } = this.#periods;
    const runAge = request.finishedRunsOlderThan ?? runsMs;
    const step = (what: Prunable, age: number) => this.#remove(what, age, request.dryRun ?? false, signal);
    return {
      logLines: await step(lines, request.logLinesOlderThan ?? logsMs),
      runs: await step(runs, runAge),
      skippedOccurrences: await step(skips, skipsMs),
      workers: await step(workers, runAge),
      auditEvents: await step(audit, auditMs),
    };
  }

  async pruneLogLines(
    request: { olderThan: number; dryRun?: boolean },
    signal?: AbortSignal,
  ): Promise<number> {
    return this.#remove(lines, request.olderThan, request.dryRun ?? false, signal);
  }

  async #remove(what: Prunable, ageMs: number, dryRun: boolean, signal?: AbortSignal): Promise<number> {
    if (dryRun) return this.#count(countOf(what), [ageMs]);
    let removed = 0;
    for (;;) {
      signal?.throwIfAborted();
      const rows = await this.#count(removeFrom(what), [ageMs, batch]);
      removed += rows;
      if (rows < batch) return removed;
    }
  }

  async #count(statement: Statement, values: readonly unknown[]): Promise<number> {
    const [row] = await this.#session.query<{ rows: number }>(statement, values);
    return row?.rows ?? 0;
  }
}

// The table and the condition are this file's own words; every value is bound.
function countOf({ name, table, where }: Prunable): Statement {
  return {
    name: `count_old_${name}`,
    text: `select count(*)::int as rows from ${table} where ${where}`,
    patient: true,
  };
}

function removeFrom({ name, table, where }: Prunable): Statement {
  return {
    name: `remove_old_${name}`,
    text: `with old as materialized (select id from ${table} where ${where} order by id limit $2 for update skip locked),
      removed as (delete from ${table} t using old where t.id = old.id returning 1)
      select count(*)::int as rows from removed`,
    patient: true,
  };
}
