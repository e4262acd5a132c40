import type { Session, Statement } from '../database/database.js';

/** What is paused since when, by whom and why. */
export interface Pause {
  /** Null: everything, so that no schedule ticks either. */
  readonly queue: string | null;
  readonly reason: string | null;
  readonly actor: string;
  readonly since: Date;
}

const everything = '*';

// Who pauses again says why anew; it is paused since the first time.
const pause: Statement = {
  name: 'pause',
  text: `insert into pauses as p (scope, reason, actor) values ($1, $2, $3)
    on conflict (scope) do update set reason = excluded.reason, actor = excluded.actor
    returning nullif(p.scope, '${everything}') as queue, p.reason, p.actor, p.paused_at as since`,
};

const resume: Statement = { name: 'resume', text: `delete from pauses where scope = $1 returning scope` };

const read: Statement = {
  name: 'read_pauses',
  text: `select nullif(scope, '${everything}') as queue, reason, actor, paused_at as since from pauses order by scope`,
};

/** What workers take nothing of: single queues, or everything. Claims and ticks ask for it in their own statements. */
export class PauseStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Pauses a queue, or everything (null). */
  async pause(queue: string | null, actor: string, reason: string | null): Promise<Pause> {
    const [row] = await this.#session.query<Pause>(pause, [queue ?? everything, reason, actor]);
    if (row === undefined) throw new Error('the database returned no pause');
    return row;
  }

  /** Ends a pause; false when there was none. */
  async resume(queue: string | null): Promise<boolean> {
    return (await this.#session.query(resume, [queue ?? everything])).length > 0;
  }

  /** All pauses; the one of everything first. */
  async read(): Promise<Pause[]> {
    return this.#session.query<Pause>(read);
  }
}
