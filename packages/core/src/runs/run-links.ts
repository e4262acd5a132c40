import type { Session, Statement } from '../database/database.js';

/** What other tables know of a run. */
export interface RunLinks {
  /** Whoever made the last try or makes it, as long as the worker is remembered. */
  readonly worker: {
    readonly id: number;
    readonly host: string;
    readonly pid: number;
    readonly kind: string;
  } | null;
  /** The newest run that was made from this one. */
  readonly retriedAs: number | null;
  /** Its entry in the failure log. */
  readonly failureId: number | null;
}

const linksOf: Statement = {
  name: 'links_of_run',
  text: `select
      (select json_build_object('id', w.id, 'host', w.host, 'pid', w.pid, 'kind', w.kind) from workers w
        where w.id = r.worker_id) as worker,
      (select max(n.id) from job_runs n where n.retry_of = r.id) as "retriedAs",
      (select f.id from failures f where f.run_id = r.id) as "failureId"
    from job_runs r where r.id = $1`,
};

/** What other tables know of a run; nothing for a run that does not exist. */
export async function linksOfRun(session: Session, runId: number): Promise<RunLinks> {
  const [row] = await session.query<RunLinks>(linksOf, [runId]);
  return row ?? { worker: null, retriedAs: null, failureId: null };
}
