import type { Session, Statement } from '../database/database.js';

/** What a span tells of a run beyond what a claim brings. */
export interface ClaimedRunFacts {
  readonly id: number;
  readonly queue: string;
  /** From when it could have started to when it did. */
  readonly waitedMs: number;
  /** The span that it was submitted in. */
  readonly traceParent: string | null;
}

const read: Statement = {
  name: 'facts_of_claimed_runs',
  text: `select id, queue, trace_parent as "traceParent",
      greatest(0, extract(epoch from started_at - available_at) * 1000)::float8 as "waitedMs"
    from job_runs where id = any($1::bigint[])`,
};

/**
 * Reads facts of runs that have just been claimed: beside the claim, which must stay small and cheap for programs
 * without telemetry. All that is asked for in one turn of the event loop is one statement.
 */
export class ClaimedRunStore {
  readonly #session: Session;
  #asked = new Set<number>();
  #answer: Promise<ReadonlyMap<number, ClaimedRunFacts>> | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Null when nothing can be known: telemetry must not hold anything up. */
  async read(id: number): Promise<ClaimedRunFacts | null> {
    this.#asked.add(id);
    this.#answer ??= new Promise((resolve) => {
      setImmediate(() => resolve(this.#ask()));
    });
    return (await this.#answer).get(id) ?? null;
  }

  async #ask(): Promise<ReadonlyMap<number, ClaimedRunFacts>> {
    const ids = [...this.#asked];
    this.#asked = new Set();
    this.#answer = null;
    const rows = await this.#session.query<ClaimedRunFacts>(read, [ids]).catch(() => []);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
