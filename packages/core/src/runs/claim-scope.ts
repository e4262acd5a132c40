import type { Session, Statement } from '../database/database.js';

/** What a worker has to heed when it claims. */
export interface ClaimScope {
  /** The queues that it serves, by name. */
  readonly queues: readonly string[];
  /** Whether one of them has a width, or one of its jobs a limit. */
  readonly counted: boolean;
}

const read: Statement = {
  name: 'claim_scope',
  text: `select coalesce(json_agg(name order by name), '[]') as queues,
      coalesce(bool_or(width is not null), false) or exists (select from job_limits where job_name = any($2)) as counted
    from queues where $1::text[] is null or name = any($1)`,
};

/** Reads what a worker of these jobs has to heed; `queues` null: it serves every queue. */
export async function readClaimScope(
  session: Session,
  queues: readonly string[] | null,
  jobNames: readonly string[],
): Promise<ClaimScope> {
  const [row] = await session.query<ClaimScope>(read, [queues, jobNames]);
  if (row === undefined) throw new Error('the database returned no scope');
  return row;
}
