import type { Session, Statement } from '../../database/database.js';
import type { RunError } from '../run.js';

/** How one try of a run ended, or `running` while it has not. */
export type AttemptStatus = 'failed' | 'lost' | 'returned' | 'completed' | 'cancelled' | 'running';

/** One try of a run: who made it, when, and what became of it. */
export interface Attempt {
  readonly attempt: number;
  readonly status: AttemptStatus;
  readonly workerId: number | null;
  readonly host: string | null;
  /** Of the worker's process; null once the worker is forgotten (it is kept as long as finished runs are). */
  readonly pid: number | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly error: RunError | null;
}

// Tries that failed, were lost or given back have rows of their own; the last one, when it succeeded, was cancelled or
// goes on, is the run's row itself.
const ofRun: Statement = {
  name: 'attempts_of_run',
  text: `select t.attempt, t.status, t.worker_id as "workerId", coalesce(t.host, w.host) as host, w.pid,
      t.started_at as "startedAt", t.finished_at as "finishedAt", t.error
    from (
      select attempt, outcome as status, worker_id, host, started_at, finished_at, error from attempts where run_id = $1
      union all
      select r.attempt, r.status, r.worker_id, null, r.started_at, r.finished_at, r.error from job_runs r
      where r.id = $1 and r.attempt > 0 and r.status in ('running', 'completed', 'failed', 'cancelled')
        and not exists (select from attempts a where a.run_id = r.id and a.attempt = r.attempt)
    ) t left join workers w on w.id = t.worker_id
    order by t.attempt`,
};

/** Every try of a run, the first one first; none for a run that never started or does not exist. */
export async function attemptsOfRun(session: Session, runId: number): Promise<Attempt[]> {
  return session.query<Attempt>(ofRun, [runId]);
}
