import type { Session, Statement } from '../database/database.js';

/** What a span tells of a run beyond what a claim brings. */
export interface ClaimedRunFacts {
  readonly id: number;
  readonly queue: string;
  /** From when it could have started to when it did. */
  readonly waitedMs: number;
  /** The span that it was submitted in, or that led to it. */
  readonly traceParent: string | null;
  /** Whether other jobs come after its job. */
  readonly followed: boolean;
}

/** The span that what comes of a run is to be linked to. */
interface NotedSpan {
  readonly id: number;
  readonly traceParent: string;
}

const read: Statement = {
  name: 'facts_of_claimed_runs',
  text: `select id, queue, trace_parent as "traceParent",
      exists (select from job_followers f where f.after_job = job_runs.job_name) as followed,
      greatest(0, extract(epoch from started_at - available_at) * 1000)::float8 as "waitedMs"
    from job_runs where id = any($1::bigint[])`,
};

const note: Statement = {
  name: 'note_spans_of_runs',
  text: `with given as materialized (
      select r.id, g.trace_parent from unnest($1::bigint[], $2::text[]) g(id, trace_parent)
      join job_runs r on r.id = g.id
      where r.status = 'running'
      order by r.id
      for no key update of r
    )
    update job_runs r set trace_parent = given.trace_parent from given where r.id = given.id`,
};

/**
 * Reads facts of runs that have just been claimed: beside the claim, which must stay small and cheap for programs
 * without telemetry. All that is asked for in one turn of the event loop is one statement.
 */
export class ClaimedRunStore {
  readonly #session: Session;
  #asked = new Set<number>();
  #answer: Promise<ReadonlyMap<number, ClaimedRunFacts>> | null = null;
  #spans: NotedSpan[] = [];
  #noted: Promise<void> | null = null;

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

  /** Notes on a run that is about to complete the span that its followers are to be linked to. */
  async noteSpan(id: number, traceParent: string): Promise<void> {
    this.#spans.push({ id, traceParent });
    this.#noted ??= new Promise((resolve) => {
      setImmediate(() => resolve(this.#note()));
    });
    await this.#noted;
  }

  async #note(): Promise<void> {
    const spans = this.#spans;
    this.#spans = [];
    this.#noted = null;
    const values = [spans.map(({ id }) => id), spans.map(({ traceParent }) => traceParent)];
    await this.#session.query(note, values).catch(() => []);
  }

  async #ask(): Promise<ReadonlyMap<number, ClaimedRunFacts>> {
    const ids = [...this.#asked];
    this.#asked = new Set();
    this.#answer = null;
    const rows = await this.#session.query<ClaimedRunFacts>(read, [ids]).catch(() => []);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
