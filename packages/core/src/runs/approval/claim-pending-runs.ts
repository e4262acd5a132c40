import type { Session, Statement } from '../../database/database.js';

/** Which pending runs a worker may take to price and judge, and how many. */
export interface PendingRequest {
  readonly workerId: number;
  readonly jobNames: readonly string[];
  readonly limit: number;
  /** `free`: those that are reserved for nobody who lives; `own`: those that are reserved for this worker. */
  readonly whose: 'free' | 'own';
}

/** A pending run that one worker prices and judges. The worker and the number of the claim are its token. */
export interface PendingClaim {
  readonly runId: number;
  readonly claim: number;
  readonly clientId: string | null;
  /** Whoever approved it by submitting it, or null. */
  readonly requestedBy: string | null;
}

/**
 * A claim that is older than this, in milliseconds, is given up for lost although its worker lives: longer than an
 * estimate may take.
 */
const claimLostMs = 45_000;

const isFree = `(r.reserved_for is null
      or exists (select from workers w where w.id = r.reserved_for and w.gone_at is not null))`;

const isTaken = (approval: string) => `${approval}.claimed_at > infra_now() - interval '${claimLostMs} ms'
      and exists (select from workers w where w.id = ${approval}.estimator and w.gone_at is null)`;

// A claim that another worker has committed since the statement began is met in the row of the approval, in its newest
// version, and stays.
const claim: Statement = {
  name: 'claim_pending_runs',
  text: `with me as materialized (select id from workers where id = $1 and gone_at is null),
    picked as materialized (
      select r.id, r.job_name, r.client_id from job_runs r
      where exists (select from me) and r.status = 'pending' and r.job_name = any($2::text[])
        and case when $4 then r.reserved_for = $1 else ${isFree} end
        and not exists (select from run_approvals a where a.run_id = r.id and ${isTaken('a')})
      order by r.id limit $3
      for no key update of r skip locked
    )
    insert into run_approvals as a (run_id, job_name, client_id, estimator, claim, claimed_at)
    select id, job_name, client_id, $1, 1, infra_now() from picked order by id
    on conflict (run_id) do update set estimator = $1, claim = a.claim + 1, claimed_at = infra_now()
      where not (a.claimed_at is not null and ${isTaken('a')})
    returning a.run_id as "runId", a.claim, a.client_id as "clientId", a.requested_by as "requestedBy"`,
};

/** Takes pending runs, oldest first; a claim dies with its worker. */
export async function claimPendingRuns(session: Session, request: PendingRequest): Promise<PendingClaim[]> {
  const { workerId, jobNames, limit, whose } = request;
  return session.query<PendingClaim>(claim, [workerId, jobNames, limit, whose === 'own']);
}

const look: Statement = {
  name: 'look_at_gate',
  text: `select
      exists (
        select from job_runs r
        where r.status = 'pending' and ${isFree} and r.job_name = any($1::text[])
          and not exists (select from run_approvals a where a.run_id = r.id and ${isTaken('a')})
      ) as pending,
      (select (extract(epoch from min(available_at) - infra_now()) * 1000)::float8 from job_runs
        where status = 'approved') as "releaseInMs",
      (select (extract(epoch from min(expires_at) - infra_now()) * 1000)::float8 from run_approvals
        where expires_at is not null) as "expireInMs"`,
};

/** What there is to do before the queue. */
export interface GateState {
  /** Whether a run waits to be priced and judged. */
  readonly pending: boolean;
  /** Milliseconds until the first approved run may be queued; null when none waits for its time. */
  readonly releaseInMs: number | null;
  /** Milliseconds until the first run that waits for leave expires; null when none waits. */
  readonly expireInMs: number | null;
}

/** Looks at what waits before the queue; takes no locks. */
export async function lookAtGate(session: Session, jobNames: readonly string[]): Promise<GateState> {
  const [row] = await session.query<GateState>(look, [jobNames]);
  if (row === undefined) throw new Error('the database returned no state of the gate');
  return row;
}
