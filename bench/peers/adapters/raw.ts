// Not a queue that anybody offers: the least that a queue on PostgreSQL must do, written by hand. It keeps history and
// results, but has no retries, fencing, limits, priorities, counters or rescue. It is the ceiling that others can be
// measured by. Variant `fast`: one statement completes a batch and claims the next, and concurrent inserts are coalesced.
import pg from 'pg';
import { dropDatabase, freshDatabase, lastId, openPool, query } from '../measuring.ts';
import type { Client, Peer, Place, Running, Work } from '../peer.ts';

const schema = `
  create table jobs (
    id bigint generated always as identity primary key, payload jsonb not null, state smallint not null default 0,
    locked_by int, created_at timestamptz not null default now(), started_at timestamptz, finished_at timestamptz,
    result jsonb
  );
  create index jobs_ready on jobs (id) where state = 0;
  create index jobs_failed on jobs (finished_at desc) where state = 3`;

const claim = `update jobs set state = 1, locked_by = $2, started_at = now()
  where id = any(array(select id from jobs where state = 0 order by id limit $1 for update skip locked))
  returning id, payload`;
const complete = `update jobs j set state = 2, finished_at = now(), result = d.result
  from unnest($1::bigint[], $2::jsonb[]) d(id, result) where j.id = d.id`;
const completeAndTell = `with done as (${complete} returning j.id) select pg_notify('done', id::text) from done`;
const completeAndClaim = `with done as (
    update jobs j set state = 2, finished_at = now(), result = d.result
    from unnest($3::bigint[], $4::jsonb[]) d(id, result) where j.id = d.id
  ) ${claim}`;
const insertOne = `with one as (insert into jobs (payload) values ($1) returning id) select id, pg_notify('jobs', '') from one`;
const insertMany = `with many as (insert into jobs (payload) select unnest($1::jsonb[]) returning id)
  select count(*), pg_notify('jobs', '') from many`;

interface Row {
  readonly id: string;
  readonly payload: { readonly n: number };
}

export const peer: Peer = {
  backend: 'postgres',
  settings: 'two connections with batches of 500, prepared statements, one NOTIFY an insert statement',
  async setup(place) {
    await freshDatabase(place);
    await query(place.url, schema);
  },
  remove: dropDatabase,
  client,
  startWorker: (place, profile, work) => startWorker(place, profile === 'throughput', work),
  async fillHistory(place, count) {
    await query(
      place.url,
      `insert into jobs (payload, state, created_at, started_at, finished_at, result)
       select jsonb_build_object('n', -i), case when i % 100 = 0 then 3 else 2 end, now() - interval '1 day',
         now() - interval '1 day', now() - interval '1 day' + i * interval '10 ms', '{"ok": true}'
       from generate_series(1, $1::int) i`,
      [count],
    );
  },
};

async function client(place: Place, connections: number): Promise<Client> {
  const pool = openPool(place.url, connections);
  const count = async (state: string) =>
    Number((await pool.query<{ count: string }>(`select count(*) from jobs where ${state}`)).rows[0]?.count);
  // As in our own adapter: the count is not to read through what was finished before.
  const last = await lastId(pool, 'jobs');
  const submitMany = (ns: readonly number[]) =>
    pool.query({ name: 'many', text: insertMany, values: [ns.map((n) => JSON.stringify({ n }))] });
  const submitOne = async (n: number) => {
    const values = [JSON.stringify({ n })];
    const { rows } = await pool.query<{ id: string }>({ name: 'one', text: insertOne, values });
    return rows[0]?.id ?? '';
  };
  const endings = await listen(place, 'done');
  return {
    submit: place.variant === 'fast' ? coalesce(submitMany) : submitOne,
    submitMany,
    async submitAndWait(n) {
      const id = await submitOne(n);
      await new Promise<void>((resolve) => {
        endings.once(id, resolve);
        // It may have ended before its id was known here.
        const text = 'select 1 from jobs where id = $1 and state > 1';
        void pool
          .query({ name: 'ended', text, values: [id] })
          .then(({ rows }) => rows.length > 0 && endings.tell(id));
      });
      const text = 'select result from jobs where id = $1';
      return (await pool.query<{ result: unknown }>({ name: 'result', text, values: [id] })).rows[0]?.result;
    },
    unfinished: () => count(`id > ${last} and state < 2`),
    kept: () => count('state = 2'),
    async lastFailed() {
      const text = 'select * from jobs where state = 3 order by finished_at desc limit 20';
      return (await pool.query({ name: 'failed', text })).rows.length;
    },
    async close() {
      await endings.close();
      await pool.end();
    },
  };
}

/** Hears what is told on a channel: each listener once, by the text. */
async function listen(place: Place, channel: string) {
  const connection = new pg.Client({ connectionString: place.url });
  await connection.connect();
  const listeners = new Map<string, () => void>();
  const tell = (text: string) => {
    listeners.get(text)?.();
    listeners.delete(text);
  };
  connection.on('notification', ({ payload }) => tell(payload ?? ''));
  await connection.query(`listen ${channel}`);
  return {
    tell,
    once: (text: string, listener: () => void) => void listeners.set(text, listener),
    close: () => connection.end(),
  };
}

/** What arrives while an insert is under way goes together as the next one. */
function coalesce(send: (ns: readonly number[]) => Promise<unknown>): (n: number) => Promise<void> {
  let waiting: { n: number; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let sending = false;
  const flush = async (): Promise<void> => {
    if (sending || waiting.length === 0) return;
    sending = true;
    const batch = waiting;
    waiting = [];
    try {
      await send(batch.map(({ n }) => n));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    sending = false;
    void flush();
  };
  return (n) =>
    new Promise((resolve, reject) => {
      waiting.push({ n, resolve, reject });
      if (waiting.length === 1) queueMicrotask(() => void flush());
    });
}

/** Rung by a NOTIFY; whoever waits goes on at once, also when it rang just before. */
class Bell {
  #rung = false;
  #resume: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#resume?.();
  }

  /** What rings from now on is new. */
  reset(): void {
    this.#rung = false;
  }

  async wait(ms: number): Promise<void> {
    if (this.#rung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function startWorker(place: Place, throughput: boolean, work: Work): Promise<Running> {
  const bells: Bell[] = [];
  const over = new AbortController();
  const connect = async () => {
    const connection = new pg.Client({ connectionString: place.url });
    await connection.connect();
    return connection;
  };
  const hints = await connect();
  hints.on('notification', () => bells.forEach((bell) => bell.ring()));
  await hints.query('listen jobs');
  const lane = async (connection: pg.Client): Promise<void> => {
    const bell = new Bell();
    bells.push(bell);
    let done: Done = { ids: [], results: [] };
    while (!over.signal.aborted) {
      bell.reset();
      const rows = await round(connection, done, { fast: place.variant === 'fast', throughput });
      const results: string[] = [];
      for (const { payload } of rows) {
        const given = work(payload);
        results.push(JSON.stringify((given instanceof Promise ? await given : given) ?? null));
      }
      done = { ids: rows.map((row) => row.id), results };
      if (rows.length === 0) await bell.wait(1000);
    }
  };
  const connections = await Promise.all((throughput ? [1, 2] : [1]).map(connect));
  const lanes = connections.map((connection) => lane(connection));
  return {
    async stop() {
      over.abort();
      for (const bell of bells) bell.ring();
      await Promise.all(lanes);
      await Promise.all([hints, ...connections].map((connection) => connection.end()));
    },
  };
}

interface Done {
  readonly ids: readonly string[];
  readonly results: readonly string[];
}

/** Records what is done and takes what is next. */
async function round(
  connection: pg.Client,
  { ids, results }: Done,
  { fast, throughput }: { fast: boolean; throughput: boolean },
): Promise<Row[]> {
  const batch = throughput ? 500 : 10;
  if (fast && throughput) {
    const values = [batch, process.pid, ids, results];
    return (await connection.query<Row>({ name: 'both', text: completeAndClaim, values })).rows;
  }
  if (ids.length > 0) {
    const text = throughput ? complete : completeAndTell;
    await connection.query({ name: 'complete', text, values: [ids, results] });
  }
  return (await connection.query<Row>({ name: 'claim', text: claim, values: [batch, process.pid] })).rows;
}
