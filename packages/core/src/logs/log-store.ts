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

/** A line to be written, its fields as JSON. */
export type NewLogLine = Omit<LogLine, 'fields'> & { readonly fields: string | null };

// A line of a run that was pruned meanwhile is dropped rather than failing the lines beside it. Their order is that of
// their ids, and no join may change it.
const append: Statement = {
  name: 'append_logs',
  text: `insert into logs (run_id, attempt, at, level, message, fields)
    select l.run_id, l.attempt, l.at, l.level, l.message, l.fields
    from unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::jsonb[]) with ordinality
      as l(run_id, attempt, at, level, message, fields, position)
    where exists (select from job_runs r where r.id = l.run_id)
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
    ]);
  }

  /** The first `limit` lines of a run, oldest first. */
  async ofRun(runId: number, limit: number): Promise<LogLine[]> {
    return this.#session.query<LogLine>(ofRun, [runId, limit]);
  }
}
