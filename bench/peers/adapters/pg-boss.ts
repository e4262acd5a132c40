// Keeps what is done for 7 days by default.
import { PgBoss } from 'pg-boss';
import { dropDatabase, freshDatabase, openPool, query } from '../measuring.ts';
import type { Peer, Profile } from '../peer.ts';

const queue = 'noop';
const workOptions: Readonly<Record<Profile, object>> = {
  throughput: { batchSize: 500, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 },
  latency: { batchSize: 1, localConcurrency: 1, pollingIntervalSeconds: 0.5 },
  rescue: {
    batchSize: 1,
    localConcurrency: 10,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
  },
};
/** The least that it takes. */
const rescueOptions = { supervise: true, superviseIntervalSeconds: 1, monitorIntervalSeconds: 1, max: 20 };

async function start(url: string, options: object = {}): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false, ...options });
  boss.on('error', () => {});
  boss.on('warning', () => {});
  await boss.start();
  return boss;
}

export const peer: Peer = {
  backend: 'postgres',
  settings: `LISTEN; drain: ${JSON.stringify(workOptions.throughput)}; latency: ${JSON.stringify(workOptions.latency)}; rescue: heartbeatSeconds 10, supervised each second`,
  async setup(place, profile) {
    await freshDatabase(place);
    const boss = await start(place.url);
    // The shortest heartbeat that it takes.
    const rescue = profile === 'rescue' ? { heartbeatSeconds: 10, retryDelay: 0 } : {};
    await boss.createQueue(queue, { notify: true, ...rescue });
    await boss.stop({ graceful: false });
  },
  remove: dropDatabase,
  async client(place, connections) {
    const boss = await start(place.url, { max: connections });
    const pool = openPool(place.url, 1);
    const count = async (states: string) => {
      const text = `select count(*) from pgboss.job where name = $1 and ${states}`;
      return Number((await pool.query<{ count: string }>(text, [queue])).rows[0]?.count);
    };
    return {
      submit: (n) => boss.send(queue, { n }),
      submitMany: (ns) =>
        boss.insert(
          queue,
          ns.map((n) => ({ data: { n } })),
        ),
      unfinished: () => count(`state < 'completed'`),
      kept: () => count(`state = 'completed'`),
      async lastFailed() {
        const text = `select * from pgboss.job where name = $1 and state = 'failed' order by completed_on desc limit 20`;
        return (await pool.query(text, [queue])).rows.length;
      },
      async close() {
        await boss.stop({ graceful: false });
        await pool.end();
      },
    };
  },
  async startWorker(place, profile, work) {
    const boss = await start(place.url, {
      useListenNotify: true,
      ...(profile === 'rescue' ? rescueOptions : { max: 10 }),
    });
    await boss.work(queue, workOptions[profile], async (jobs) => {
      let result: unknown;
      for (const job of jobs) {
        result = work(job.data);
        if (result instanceof Promise) result = await result;
      }
      return result;
    });
    return { stop: () => boss.stop({ graceful: false }) };
  },
  async fillHistory(place, count) {
    await query(
      place.url,
      `insert into pgboss.job (name, data, state, created_on, started_on, completed_on, output)
       select $2, jsonb_build_object('n', -i),
         (case when i % 100 = 0 then 'failed' else 'completed' end)::pgboss.job_state, now() - interval '1 day',
         now() - interval '1 day', now() - interval '1 day' + i * interval '10 ms', '{"ok": true}'
       from generate_series(1, $1::int) i`,
      [count, queue],
    );
  },
  async register(place, crons) {
    const boss = await start(place.url, { max: 10 });
    let next = 0;
    const some = async (): Promise<void> => {
      for (let index = next++; index < crons.length; index = next++) {
        await boss.schedule(queue, crons[index] ?? '', {}, { key: `s${index}` });
      }
    };
    await Promise.all(Array.from({ length: 10 }, some));
    await boss.stop({ graceful: false });
  },
  async startScheduler(place) {
    const boss = await start(place.url, { schedule: true, useListenNotify: true });
    await boss.work(queue, { pollingIntervalSeconds: 0.5 }, () => Promise.resolve());
    return { stop: () => boss.stop({ graceful: false }) };
  },
};
