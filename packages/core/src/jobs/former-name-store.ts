import type { Session, Statement } from '../database/database.js';
import { fingerprint } from '../failures/fingerprint.js';

const former: Statement = {
  name: 'former_name',
  text: `select job_name as "jobName" from scheduled_jobs o
    where job_name = any($2) and not exists (select from job_schedules s where s.job_name = $1)
    order by array_position($2::text[], job_name) limit 1
    for update`,
};

// A row that the new name already has, from a run by hand or an operator's word before the first sync.
const giveWay: Statement = {
  name: 'give_way_to_former_name',
  text: `delete from scheduled_jobs where job_name = $1
    returning run_count as "runCount", enabled, enabled_by as "enabledBy", reason, actor, until`,
};

const takeName: Statement = {
  name: 'take_new_name',
  text: `update scheduled_jobs set job_name = $2, run_count = run_count + $3,
      enabled = coalesce($4, enabled), enabled_by = coalesce($5, enabled_by), updated_at = infra_now(),
      reason = case when $5::text is null then reason else $6 end, actor = case when $5::text is null then actor else $7 end,
      until = case when $5::text is null then until else $8 end
    where job_name = $1`,
};

// After the schedules have their new name, so that no tick adds to what is carried over.
// Who follows whom is written anew by the sync that follows.
const carryOver: readonly Statement[] = [
  { name: 'rename_runs', text: 'update job_runs set job_name = $2 where job_name = $1', patient: true },
  { name: 'rename_spans', text: 'update skipped_occurrences set job_name = $2 where job_name = $1' },
  {
    name: 'rename_failures',
    text: `update failures set job_name = $2, fingerprint = ${fingerprint('$2::text', 'code', 'message')}
      where job_name = $1`,
  },
  {
    name: 'rename_alerts',
    text: `update alerts o set job_name = $2 where job_name = $1 and (cleared_at is not null
      or not exists (select from alerts n where n.kind = o.kind and n.job_name = $2 and n.cleared_at is null))`,
  },
  { name: 'drop_followers', text: 'delete from job_followers where after_job = $1 or job_name in ($1, $2)' },
  { name: 'rename_limit', text: 'update job_limits set job_name = $2 where job_name = $1' },
];

const dropLimit: Statement = { name: 'drop_limit', text: 'delete from job_limits where job_name = $1' };

interface GivenWay {
  readonly runCount: number;
  readonly enabled: boolean;
  readonly enabledBy: 'code' | 'operator';
  readonly reason: string | null;
  readonly actor: string | null;
  readonly until: Date | null;
}

/** Jobs that are called otherwise than before. */
export class FormerNameStore {
  readonly #session: Session;

  /** @param session a transaction: a name changes everywhere or nowhere. */
  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Carries history, schedules, spans and settings over from the first of a job's former names that exists; an operator's
   * word on the new name wins over one on the old.
   * @returns that former name, or null when there is none or the new name has schedules of its own.
   */
  async rename(jobName: string, formerly: readonly string[]): Promise<string | null> {
    const [old] = await this.#session.query<{ jobName: string }>(former, [jobName, formerly]);
    if (old === undefined) return null;
    const [given] = await this.#session.query<GivenWay>(giveWay, [jobName]);
    const word = given?.enabledBy === 'operator' ? given : null;
    await this.#session.query(takeName, [
      old.jobName,
      jobName,
      given?.runCount ?? 0,
      word?.enabled ?? null,
      word?.enabledBy ?? null,
      word?.reason ?? null,
      word?.actor ?? null,
      word?.until ?? null,
    ]);
    await this.#session.query(dropLimit, [jobName]);
    for (const statement of carryOver) await this.#session.query(statement, [old.jobName, jobName]);
    return old.jobName;
  }
}
