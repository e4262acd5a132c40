import type { RunStatus, SystemStatus } from '../../data/artifacts.js';

/** A row of the scheduled queue: a run that waits, or an occurrence that is not a run yet. */
export interface Coming {
  readonly id: string;
  readonly job: string;
  readonly to: string;
  /** The id of the run, or the name of the schedule where it has one of its own. */
  readonly beside: string | null;
  /** Null for an occurrence. */
  readonly status: RunStatus | null;
  readonly at: string;
  /** Whether it only waits for a free worker. */
  readonly ready: boolean;
  /** What it works on. */
  readonly subject: string | null;
  /** Null where they are too large for a list. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

/**
 * What is going to run: first what only waits for a worker, in the order it will be taken, then runs and occurrences by
 * their time. Runs that wait for approval stand elsewhere on the page.
 */
export function comingOf({ waiting, next, at }: SystemStatus): Coming[] {
  const runs = waiting
    .filter(({ status }) => status === 'queued' || status === 'approved')
    .map((run): Coming => {
      const { id, job_name, status, attempt, available_at, subject, parameters } = run;
      return {
        id: `run ${id}`,
        job: job_name,
        to: `/runs/${id}`,
        beside: `#${id}${attempt > 0 ? `, attempt ${String(attempt + 1)}` : ''}`,
        status,
        at: available_at,
        ready: status === 'queued' && available_at <= at,
        subject,
        parameters,
      };
    });
  const occurrences = next.map(
    ({ job_name, schedule_name, at: moment, parameters }): Coming => ({
      id: `${job_name} ${schedule_name} ${moment}`,
      job: job_name,
      to: `/jobs/${encodeURIComponent(job_name)}`,
      beside: schedule_name === 'default' ? null : schedule_name,
      status: null,
      at: moment,
      ready: false,
      subject: null,
      parameters,
    }),
  );
  const later = [...runs.filter(({ ready }) => !ready), ...occurrences];
  return [
    ...runs.filter(({ ready }) => ready),
    ...later.sort((one, other) => one.at.localeCompare(other.at)),
  ];
}
