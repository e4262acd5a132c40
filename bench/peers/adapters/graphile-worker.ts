// Deletes what is done: no history, no results.
import { Logger, makeWorkerUtils, parseCronItems, run, runMigrations } from 'graphile-worker';
import { dropDatabase, freshDatabase, openPool, pause, query } from '../measuring.ts';
import type { Peer, Profile } from '../peer.ts';

const logger = new Logger(() => () => {});
const jobsTable = 'graphile_worker._private_jobs';

/** The best of six settings that were tried; those of its own performance test were a fifth slower. */
const throughput = {
  concurrentJobs: 100,
  maxPoolSize: 20,
  localQueue: { size: 2000 },
  completeJobBatchDelay: 2,
  failJobBatchDelay: 2,
};
const waiting = { concurrentJobs: 10, maxPoolSize: 12, pollInterval: 2000 };

const workerOf = (url: string, profile: Profile) => ({
  connectionString: url,
  logger,
  ...(profile === 'throughput' ? throughput : waiting),
});

export const peer: Peer = {
  backend: 'postgres',
  settings: `drain: ${JSON.stringify(throughput)}; else ${JSON.stringify(waiting)}`,
  async setup(place) {
    await freshDatabase(place);
    await runMigrations({ connectionString: place.url, logger });
  },
  remove: dropDatabase,
  async client(place, connections) {
    const pool = openPool(place.url, connections);
    const utilities = await makeWorkerUtils({ pgPool: pool, logger });
    return {
      submit: (n) => utilities.addJob('noop', { n }),
      submitMany: (ns) => utilities.addJobs(ns.map((n) => ({ identifier: 'noop', payload: { n } }))),
      unfinished: async () =>
        Number((await pool.query<{ count: string }>(`select count(*) from ${jobsTable}`)).rows[0]?.count),
      kept: () => Promise.resolve(0),
      async close() {
        await utilities.release();
        await pool.end();
      },
    };
  },
  async startWorker(place, profile, work) {
    const runner = await run({
      preset: { worker: workerOf(place.url, profile) },
      taskList: { noop: async (payload) => work(payload) },
      noHandleSignals: true,
      crontab: '',
      logger,
    });
    return { stop: () => runner.stop() };
  },
  async startScheduler(place, crons) {
    const items = crons.map((match, index) => ({ task: 'noop', match, identifier: `s${index}` }));
    const runner = await run({
      preset: { worker: workerOf(place.url, 'latency') },
      parsedCronItems: parseCronItems(items),
      taskList: { noop: async () => {} },
      noHandleSignals: true,
      logger,
    });
    // It registers them after it has started.
    for (let known = 0; known < crons.length; await pause(50)) {
      const text = 'select count(*) from graphile_worker._private_known_crontabs';
      known = Number((await query<{ count: string }>(place.url, text))[0]?.count);
    }
    return { stop: () => runner.stop() };
  },
  noRescue: 'a dead worker keeps its jobs for 4 hours; the time is fixed',
};
