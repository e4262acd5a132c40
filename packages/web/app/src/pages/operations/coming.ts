import type { RunStatus, SystemStatus } from '../../data/artifacts.js';

/** A row of the scheduled queue: a run that waits, or an occurrence that is not a run yet. */
export interface Coming {
  readonly id: string;
  readonly job: string;
  readonly to: string;
  readonly beside: string | null;
  /** Null for an occurrence. */
  readonly status: RunStatus | null;
  readonly at: string;
  /** Whether it only waits for a free worker. */
  readonly ready: boolean;
  /** Null where they are not known. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

/** The runs that wait, in the order they will be taken, and after them what comes, soonest first. */
export function comingOf({ waiting, next, at }: SystemStatus): Coming[] {
  const runs = waiting.map((run): Coming => {
    const { id, job_name, status, attempt, available_at } = run;
    return {
      id: `run ${id}`,
      job: job_name,
      to: `/runs/${id}`,
      beside: `#${id}${attempt > 0 ? `, attempt ${String(attempt + 1)}` : ''}`,
      status,
      at: available_at,
      ready: status === 'queued' && available_at <= at,
      parameters: null,
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
      parameters,
    }),
  );
  return [...runs, ...occurrences];
}
