import type { Session, Statement } from '../database/database.js';
import type { LogLevel, LogLine } from './log-store.js';

/** A line with the id that pages go on from. */
export interface StoredLogLine extends LogLine {
  readonly id: number;
}

/** Which lines of a run to read. */
export interface LogQuery {
  readonly runId: number;
  readonly levels: readonly LogLevel[];
  /** Written at this moment or later, by the clock of the worker's host. */
  readonly since: Date | null;
  /** Lines at most. */
  readonly limit: number;
}

const columns = `id, run_id as "runId", attempt, at, level, message, fields`;
const filter = `run_id = $1 and level = any($2) and ($3::timestamptz is null or at >= $3)`;

const after: Statement = {
  name: 'log_lines_after',
  text: `select ${columns} from logs where ${filter} and id > $5 order by id limit $4`,
};

const last: Statement = {
  name: 'last_log_lines',
  text: `select ${columns} from (select * from logs where ${filter} order by id desc limit $4) newest order by id`,
};

/** The first lines behind a line, in the order they were written; 0 begins with the first line. */
export async function logLinesAfter(
  session: Session,
  query: LogQuery,
  afterId: number,
): Promise<StoredLogLine[]> {
  return session.query<StoredLogLine>(after, [...valuesOf(query), afterId]);
}

/** The last lines, in the order they were written. */
export async function lastLogLines(session: Session, query: LogQuery): Promise<StoredLogLine[]> {
  return session.query<StoredLogLine>(last, valuesOf(query));
}

function valuesOf({ runId, levels, since, limit }: LogQuery): unknown[] {
  return [runId, levels, since, limit];
}
