import type { Session, Statement } from '../database/database.js';
import type { SkipReason } from './schedule-store.js';

/** A recorded span of occurrences that did not run. */
export interface RecordedSpan {
  readonly jobName: string;
  readonly scheduleName: string;
  readonly first: Date;
  readonly last: Date | null;
  readonly count: number;
  readonly reason: SkipReason;
}

const covering: Statement = {
  name: 'span_covering',
  text: `select job_name as "jobName", schedule_name as "scheduleName", first, last, count, reason
    from skipped_occurrences
    where job_name = $1 and schedule_name = $2 and first <= $3 and (last is null or last >= $3)
    order by first desc limit 1`,
};

const spans: Statement = {
  name: 'spans_of_job',
  text: `select job_name as "jobName", schedule_name as "scheduleName", first, last, count, reason
    from skipped_occurrences where job_name = $1 order by first desc, schedule_name limit $2`,
};

/** Reads the spans of skips: with the runs they cover every occurrence since the first sync and within retention. */
export class OccurrenceLedger {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The span that covers a moment of one schedule, or null. */
  async covering(jobName: string, scheduleName: string, at: Date): Promise<RecordedSpan | null> {
    const [span] = await this.#session.query<RecordedSpan>(covering, [jobName, scheduleName, at]);
    return span ?? null;
  }

  /** The spans of a job, newest first. */
  async spans(jobName: string, limit: number): Promise<RecordedSpan[]> {
    return this.#session.query<RecordedSpan>(spans, [jobName, limit]);
  }
}
