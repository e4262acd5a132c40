import type { Session, Statement } from '../database/database.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line that a job wrote. */
export interface LogLine {
  readonly runId: number;
  readonly attempt: number;
  readonly at: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | null;
}

/** A line to be written. */
export interface NewLogLine extends Omit<LogLine, 'fields'> {
  /** As JSON. */
  readonly fields: string | null;
  /** The worker whose attempt wrote it: it is kept only while that worker holds the run. Null: it is kept anyway. */
  readonly workerId?: number | null;
}

// A line of a run that was pruned meanwhile, or that others have by now, is dropped rather than failing the lines beside
// it. Their order is that of their ids, and no join may change it.
const append: Statement = {
  name: 'append_logs',
  text: `insert into logs (run_id, attempt, at, level, message, fields)
    select l.run_id, l.attempt, l.at, l.level, l.message, l.fields
    from unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::jsonb[], $7::bigint[])
      with ordinality
      as l(run_id, attempt, at, level, message, fields, worker_id, position)
    where exists (
      select from job_runs r
      where r.id = l.run_id and (l.worker_id is null or (r.claimed_by = l.worker_id and r.attempt = l.attempt))
    )
    order by l.position`,
};

const ofRun: Statement = {
  name: 'logs_of_run',
  text: `select run_id as "runId", attempt, at, level, message, fields from logs where run_id = $1 order by id limit $2`,
};

/** The log lines of runs. */
export class LogStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async append(lines: readonly NewLogLine[]): Promise<void> {
    await this.#session.query(append, [
      lines.map((line) => line.runId),
      lines.map((line) => line.attempt),
      lines.map((line) => line.at),
      lines.map((line) => line.level),
      lines.map((line) => line.message.replaceAll('\0', '\ufffd')),
      lines.map((line) => line.fields),
      lines.map((line) => line.workerId ?? null),
    ]);
  }

  /** The first `limit` lines of a run, oldest first. */
  async ofRun(runId: number, limit: number): Promise<LogLine[]> {
    return this.#session.query<LogLine>(ofRun, [runId, limit]);
  }
}
