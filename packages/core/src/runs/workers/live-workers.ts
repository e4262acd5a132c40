import type { Session, Statement } from '../../database/database.js';

const live: Statement = {
  name: 'live_workers',
  text: `select format('%s (%s, process %s on %s)', id, kind, pid, host) as worker from workers
    where gone_at is null and heartbeat_at > infra_now() - $1 * interval '1 ms' order by id`,
};

/** The worker processes that have reported within their lease, commands that run jobs among them; for people. */
export async function liveWorkers(session: Session, leaseMs: number): Promise<string[]> {
  const rows = await session.query<{ worker: string }>(live, [leaseMs]);
  return rows.map(({ worker }) => worker);
}
