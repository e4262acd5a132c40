import type { Session, Statement } from '../database/database.js';
import type { Notification } from './notification.js';

/** Characters of a run's message that are told: a reply of a statement that holds locks stays small. */
const messageLength = 1_000;

// What is taken comes due again when its lease is over, so what a dead process has taken is delivered by another.
const claim: Statement = {
  name: 'claim_notifications',
  text: `with due as materialized (
      select id from notifications
      where delivered_at is null and abandoned_at is null and available_at <= infra_now()
        and (kind <> 'ping' or job_name = any($2))
      order by available_at limit $1
      for no key update skip locked
    ),
    taken as (
      update notifications n
      set attempts = n.attempts + 1, available_at = infra_now() + $3 * interval '1 ms'
      from due where n.id = due.id
      returning n.id, n.kind, n.job_name, n.attempts, n.target, n.error, n.created_at, n.run_id, n.alert_id
    )
    select t.id, t.kind, t.job_name as "jobName", t.attempts, t.target, t.error is not null as "failedBefore",
      t.created_at as "createdAt", t.run_id as "runId",
      r.status as "runStatus", left(coalesce(r.error ->> 'message', r.result ->> 'message'), ${messageLength}) as message,
      (extract(epoch from r.finished_at - r.started_at) * 1000)::float8 as "durationMs", r.finished_at as "finishedAt",
      t.alert_id as "alertId", a.kind as alert, a.details, a.raised_at as "raisedAt",
      a.cleared_at is null and coalesce(j.pause_on_alert, false) as "pausesJob"
    from taken t
    left join job_runs r on r.id = t.run_id
    left join alerts a on a.id = t.alert_id
    left join scheduled_jobs j on j.job_name = t.job_name and a.kind = 'repeated_failures'
    order by t.id`,
};

// Whoever took it last has the say: what a process says that slept past its lease is dropped.
const delivered: Statement = {
  name: 'notification_delivered',
  text: `update notifications set delivered_at = infra_now(), error = null
    where id = $1 and attempts = $2 and delivered_at is null and abandoned_at is null`,
};

const postpone: Statement = {
  name: 'postpone_notification',
  text: `update notifications set available_at = infra_now() + $3 * interval '1 ms', error = $4, target = $5
    where id = $1 and attempts = $2 and delivered_at is null and abandoned_at is null`,
};

const abandon: Statement = {
  name: 'abandon_notification',
  text: `update notifications set abandoned_at = infra_now(), error = $3
    where id = $1 and attempts = $2 and delivered_at is null and abandoned_at is null`,
};

const giveBack: Statement = {
  name: 'give_back_notification',
  text: `update notifications set available_at = infra_now(), attempts = attempts - 1
    where id = $1 and attempts = $2 and delivered_at is null and abandoned_at is null`,
};

type Taken = Pick<Notification, 'id' | 'attempts'>;

/** The outbox: what is to be told to the outside. Its rows are written by the statements that they tell of. */
export class NotificationStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Takes what is due, for as long as the lease.
   * @param pinged the jobs whose pings this process knows a URL for.
   */
  async claim(limit: number, pinged: readonly string[], leaseMs: number): Promise<Notification[]> {
    return this.#session.query<Notification>(claim, [limit, pinged, leaseMs]);
  }

  async markDelivered({ id, attempts }: Taken): Promise<void> {
    await this.#session.query(delivered, [id, attempts]);
  }

  /** To be tried again after a failure; `target` is what is left to be told. */
  async postpone(
    { id, attempts }: Taken,
    again: { readonly inMs: number; readonly error: string; readonly target: Notification['target'] },
  ): Promise<void> {
    const target = again.target === null ? null : JSON.stringify(again.target);
    await this.#session.query(postpone, [id, attempts, again.inMs, again.error, target]);
  }

  /** Tried often enough. */
  async abandon({ id, attempts }: Taken, error: string): Promise<void> {
    await this.#session.query(abandon, [id, attempts, error]);
  }

  /** Due at once again, and this try counts for nothing. */
  async giveBack({ id, attempts }: Taken): Promise<void> {
    await this.#session.query(giveBack, [id, attempts]);
  }
}
