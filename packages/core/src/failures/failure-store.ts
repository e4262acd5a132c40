import type { Session, Statement } from '../database/database.js';

/** A run that failed for good, as the failure log has it. */
export interface Failure {
  readonly id: number;
  readonly runId: number;
  readonly jobName: string;
  /** As they were submitted; they may hold secrets. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly message: string;
  /** Tries that the run had. */
  readonly attempts: number;
  readonly failedAt: Date;
  readonly fingerprint: string;
  readonly resolvedAt: Date | null;
  readonly resolution: 'resubmitted' | 'deleted' | null;
  readonly resolvedBy: string | null;
  readonly resubmittedAs: number | null;
}

/** Unresolved failures of one kind. */
export interface FailureGroup {
  readonly fingerprint: string;
  readonly jobName: string;
  readonly code: string;
  /** Of the latest. */
  readonly message: string;
  readonly count: number;
  readonly first: Date;
  readonly last: Date;
  /** The latest failure and its run. */
  readonly latestId: number;
  readonly latestRunId: number;
}

/** Which failures; what is left out does not filter. */
export interface FailureFilter {
  readonly jobName: string | null;
  /** Those of one kind. */
  readonly fingerprint?: string | null;
  /** Only older ones than the failure with this id; of kinds, those whose latest is older. Not of resolved ones. */
  readonly before?: number | null;
  readonly limit: number;
}

type Which = Pick<FailureFilter, 'jobName' | 'fingerprint'>;

/** What is needed of a failure to resolve it. */
export type FailureReference = Pick<Failure, 'id' | 'runId' | 'resolution'>;

const columns = `f.id, f.run_id as "runId", f.job_name as "jobName", r.parameters, f.code, f.message,
  r.attempt as attempts, f.failed_at as "failedAt", f.fingerprint, f.resolved_at as "resolvedAt", f.resolution,
  f.resolved_by as "resolvedBy", f.resubmitted_as as "resubmittedAs"`;

/** Every id is smaller. */
const newest = '9223372036854775807';

const unresolved: Statement = {
  name: 'unresolved_failures',
  text: `select ${columns} from failures f join job_runs r on r.id = f.run_id
    where f.resolved_at is null and ($1::text is null or f.job_name = $1)
      and ($3::text is null or f.fingerprint = $3) and f.id < coalesce($4::bigint, ${newest})
    order by f.id desc limit $2`,
};

const resolved: Statement = {
  name: 'resolved_failures',
  text: `select ${columns} from failures f join job_runs r on r.id = f.run_id
    where f.resolved_at is not null and ($1::text is null or f.job_name = $1)
      and ($3::text is null or f.fingerprint = $3)
    order by f.resolved_at desc, f.id desc limit $2`,
};

const count: Statement = {
  name: 'count_unresolved_failures',
  text: `select count(*)::int as failures from failures
    where resolved_at is null and ($1::text is null or job_name = $1)
      and ($2::text is null or fingerprint = $2)`,
};

const groups: Statement = {
  name: 'group_unresolved_failures',
  text: `select g.fingerprint, f.job_name as "jobName", f.code, f.message, g.count, g.first, g.last,
      f.id as "latestId", f.run_id as "latestRunId"
    from (
      select fingerprint, count(*)::int as count, min(failed_at) as first, max(failed_at) as last, max(id) as latest
      from failures where resolved_at is null and ($1::text is null or job_name = $1)
        and ($3::text is null or fingerprint = $3)
      group by fingerprint
    ) g join failures f on f.id = g.latest
    where g.latest < coalesce($4::bigint, ${newest})
    order by g.latest desc limit $2`,
};

const references: Statement = {
  name: 'failures_by_id',
  text: `select id, run_id as "runId", resolution from failures where id = any($1::bigint[])`,
};

const next: Statement = {
  name: 'next_unresolved_failures',
  text: `select id, run_id as "runId", resolution from failures
    where resolved_at is null and id > $2 and ($1::text is null or job_name = $1)
      and ($4::text is null or fingerprint = $4)
    order by id limit $3`,
};

// Runs are locked before failures wherever both are; here no run is touched.
const acknowledge: Statement = {
  name: 'delete_failures',
  text: `with open as materialized (
      select id from failures where id = any($1::bigint[]) and resolved_at is null
      order by run_id
      for no key update
    )
    update failures f set resolved_at = infra_now(), resolution = 'deleted', resolved_by = $2
    from open where f.id = open.id
    returning f.id`,
};

/** The failure log. Its entries are written by what ends runs; here they are read and resolved. */
export class FailureStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The unresolved ones, newest first. */
  async unresolved({ jobName, fingerprint = null, before = null, limit }: FailureFilter): Promise<Failure[]> {
    return this.#session.query<Failure>(unresolved, [jobName, limit, fingerprint, before]);
  }

  /** Those that were resolved, the last one first. */
  async resolved({ jobName, fingerprint = null, limit }: FailureFilter): Promise<Failure[]> {
    return this.#session.query<Failure>(resolved, [jobName, limit, fingerprint]);
  }

  /** How many are unresolved. */
  async count({ jobName, fingerprint = null }: Which): Promise<number> {
    const [row] = await this.#session.query<{ failures: number }>(count, [jobName, fingerprint]);
    return row?.failures ?? 0;
  }

  /** The unresolved ones by kind, what failed last first. */
  async groups({
    jobName,
    fingerprint = null,
    before = null,
    limit,
  }: FailureFilter): Promise<FailureGroup[]> {
    return this.#session.query<FailureGroup>(groups, [jobName, limit, fingerprint, before]);
  }

  /** Those of these ids that exist, in no order. */
  async find(ids: readonly number[]): Promise<FailureReference[]> {
    return this.#session.query<FailureReference>(references, [ids]);
  }

  /** The unresolved ones after this id, oldest first. */
  async after(
    id: number,
    { jobName, fingerprint = null, limit }: FailureFilter,
  ): Promise<FailureReference[]> {
    return this.#session.query<FailureReference>(next, [jobName, id, limit, fingerprint]);
  }

  /**
   * Acknowledges failures: they are resolved without another run.
   * @returns the ids that were unresolved until now.
   */
  async acknowledge(ids: readonly number[], actor: string): Promise<number[]> {
    const rows = await this.#session.query<{ id: number }>(acknowledge, [ids, actor]);
    return rows.map((row) => row.id);
  }
}
