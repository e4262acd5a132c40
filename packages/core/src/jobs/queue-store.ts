import type { Session, Statement } from '../database/database.js';
import { lanesOf } from '../runs/run-lanes.js';

/** A queue as it is now. */
export interface QueueState {
  readonly name: string;
  /** Runs at once in the whole cluster; null for no such limit. */
  readonly width: number | null;
  readonly running: number;
  /** Runs that could start at once, as far as their time goes. */
  readonly queued: number;
  /** Runs that wait for their time. */
  readonly delayed: number;
  /** Live worker processes that take runs from it. */
  readonly workers: number;
}

const insertMissing: Statement = {
  name: 'insert_queues',
  text: `insert into queues (name) select name from unnest($1::text[]) name order by name on conflict do nothing`,
};

const list: Statement = {
  name: 'list_queues',
  text: `with counts as (
      select queue, count(*) filter (where status = 'running') as running,
        count(*) filter (where status = 'queued' and ready) as queued,
        count(*) filter (where status = 'queued' and not ready) as delayed
      from (
        ${lanesOf(['queued', 'running'])
          .map((which) => `select queue, status, ready from job_runs where ${which}`)
          .join('\n        union all ')}
      ) r
      group by queue
    )
    select coalesce(q.name, c.queue) as name, q.width, coalesce(c.running, 0)::int as running, coalesce(c.queued, 0)::int as queued,
      coalesce(c.delayed, 0)::int as delayed,
      (select count(*) from workers w
        where w.gone_at is null and w.stopping_at is null and w.kind <> 'command'
          and w.heartbeat_at > infra_now() - $1 * interval '1 ms'
          and (w.queues is null or coalesce(q.name, c.queue) = any(w.queues)))::int as workers
    from queues q full join counts c on c.queue = q.name
    order by 1`,
};

const names: Statement = { name: 'queue_names', text: 'select name from queues order by name' };

const readWidth: Statement = { name: 'queue_width', text: 'select width from queues where name = $1' };

const changeWidth: Statement = {
  name: 'change_queue_width',
  text: `update queues set width = $2 where name = $1 and width is not null returning name`,
};

// As many count as running as there is room for, so that nobody claims until they are counted.
const close: Statement = {
  name: 'close_queue',
  text: `insert into queues (name, width, running) values ($1, $2, $2)
    on conflict (name) do update set width = excluded.width, running = excluded.running`,
};

const widen: Statement = {
  name: 'widen_queue',
  text: `update queues set width = null, running = 0 where name = $1`,
};

/** The named lanes that runs wait in: their widths, and what is in them. */
export class QueueStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Makes queues known that are named for the first time. */
  async insertMissing(queues: readonly string[]): Promise<void> {
    await this.#session.query(insertMissing, [queues]);
  }

  /** Every queue that is known or has unfinished runs, by name; a worker that was silent for `leaseMs` does not count. */
  async list(leaseMs: number): Promise<QueueState[]> {
    return this.#session.query<QueueState>(list, [leaseMs]);
  }

  async names(): Promise<string[]> {
    return (await this.#session.query<{ name: string }>(names)).map(({ name }) => name);
  }

  /** Runs of a queue at once; null where it has no width, or nobody has named it. */
  async width(queue: string): Promise<number | null> {
    const [row] = await this.#session.query<{ width: number | null }>(readWidth, [queue]);
    return row?.width ?? null;
  }

  /** Changes the width of a queue that has one; false when it has none. */
  async changeWidth(queue: string, width: number): Promise<boolean> {
    return (await this.#session.query(changeWidth, [queue, width])).length > 0;
  }

  /** Gives a queue a width that is all taken until its running runs are counted. */
  async close(queue: string, width: number): Promise<void> {
    await this.#session.query(close, [queue, width]);
  }

  /** Takes the width from a queue. */
  async widen(queue: string): Promise<void> {
    await this.#session.query(widen, [queue]);
  }
}
