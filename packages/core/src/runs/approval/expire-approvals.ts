import type { Session, Statement } from '../../database/database.js';
import { countEndings } from '../settle/count-endings.js';

/** A run that nobody approved in time. */
export interface ExpiredRun {
  readonly id: number;
  readonly jobName: string;
  /** The combined run that it is a phase of, or null. */
  readonly parent: number | null;
}

const message = 'nobody approved it in time';

// Who approves a run in this moment has its row, or finds it cancelled.
const expire: Statement = {
  name: 'expire_approvals',
  text: `with due as materialized (
      select run_id from run_approvals where expires_at <= infra_now() order by expires_at limit 200
    ),
    locked as materialized (
      select r.id from job_runs r join due on due.run_id = r.id where r.status = 'awaiting_approval'
      order by r.id
      for no key update of r
    ),
    expired as (
      update job_runs r set status = 'cancelled', finished_at = infra_now(), reserved_for = null, claimed_by = null,
        cancel_reason = '${message}',
        error = jsonb_build_object('code', 'approval_expired', 'message', '${message}')
      from locked l where r.id = l.id
      returning r.id, r.job_name, r.status, r.started_at, r.error, r.notify, false as slot, null::text as lane,
        r.parent
    ),
    forgotten as (
      update run_approvals a set expires_at = null from due
      where a.run_id = due.run_id and (select count(*) from expired) >= 0
    ),
    ${countEndings('expired', ['cancelled'])}
    select id, job_name as "jobName", parent from expired order by id`,
};

/** Cancels the runs whose time to be approved is over. */
export async function expireApprovals(session: Session): Promise<ExpiredRun[]> {
  return session.query<ExpiredRun>(expire);
}
