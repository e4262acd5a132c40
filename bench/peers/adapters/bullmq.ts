// On Redis. Keeps what is done. Its append-only file is flushed every second, which is what its guide says for
// production; variant `always`: with every write, as durable as PostgreSQL's default.
import { type Job, Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { pause } from '../measuring.ts';
import type { Peer, Place, Profile } from '../peer.ts';

const queueName = 'noop';
const concurrency: Readonly<Record<Profile, number>> = { throughput: 1000, latency: 10, rescue: 10 };
/** Well below the 30 s that it has by default. */
const rescueOptions = { lockDuration: 1000, stalledInterval: 1000 };

const connectionOf = ({ redisPort }: Place) => ({
  host: '127.0.0.1',
  port: redisPort ?? 0,
  maxRetriesPerRequest: null,
});

async function withRedis<Result>(place: Place, work: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new Redis(connectionOf(place));
  try {
    return await work(redis);
  } finally {
    await redis.quit();
  }
}

async function startWorker(place: Place, profile: Profile, work: (job: Job) => unknown) {
  const worker = new Worker(queueName, async (job) => work(job), {
    connection: connectionOf(place),
    concurrency: concurrency[profile],
    ...(profile === 'rescue' ? rescueOptions : {}),
  });
  worker.on('error', () => {});
  await worker.waitUntilReady();
  return { stop: () => worker.close(true) };
}

// Written in Redis itself: a million jobs one by one would take minutes.
const fill = `for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  local id, at, failed = tostring(i), ARGV[3] + i * 10, i % 100 == 0
  redis.call('HSET', KEYS[1] .. id, 'name', 'noop', 'data', '{"n":-' .. id .. '}', 'opts', '{"attempts":0}',
    'timestamp', at, 'delay', 0, 'priority', 0, 'processedOn', at, 'finishedOn', at, 'atm', 1, 'ats', 1,
    failed and 'failedReason' or 'returnvalue', failed and 'boom' or '{"ok":true}')
  redis.call('ZADD', KEYS[1] .. (failed and 'failed' or 'completed'), at, id)
end`;

export const peer: Peer = {
  backend: 'redis',
  settings: `AOF everysec (\`always\`: with every write), no eviction; concurrency ${concurrency.throughput} in a drain, else ${concurrency.latency}; rescue: ${JSON.stringify(rescueOptions)}`,
  async setup(place) {
    await withRedis(place, async (redis) => {
      await redis.flushall();
      await redis.config('SET', 'appendfsync', place.variant === 'always' ? 'always' : 'everysec');
    });
  },
  async remove(place) {
    await withRedis(place, (redis) => redis.flushall());
  },
  async client(place) {
    const queue = new Queue(queueName, { connection: connectionOf(place) });
    await queue.waitUntilReady();
    const events = new QueueEvents(queueName, { connection: connectionOf(place) });
    await events.waitUntilReady();
    return {
      submit: (n) => queue.add(queueName, { n }),
      submitMany: (ns) => queue.addBulk(ns.map((n) => ({ name: queueName, data: { n } }))),
      submitAndWait: async (n) => (await queue.add(queueName, { n })).waitUntilFinished(events),
      async unfinished() {
        const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
        return Object.values(counts).reduce((sum, count) => sum + count, 0);
      },
      kept: async () => (await queue.getJobCounts('completed'))['completed'] ?? 0,
      lastFailed: async () => (await queue.getFailed(0, 19)).length,
      async close() {
        await events.close();
        await queue.close();
      },
    };
  },
  startWorker: (place, profile, work) => startWorker(place, profile, (job) => work(job.data)),
  async fillHistory(place, count) {
    await withRedis(place, async (redis) => {
      const prefix = `bull:${queueName}:`;
      await redis.incrby(`${prefix}id`, count);
      const since = Date.now() - 86_400_000;
      for (let from = 1; from <= count; from += 5000) {
        await redis.eval(fill, 1, prefix, from, Math.min(count, from + 4999), since);
      }
      await pause(2000);
    });
  },
  async register(place, crons) {
    const queue = new Queue(queueName, { connection: connectionOf(place) });
    let next = 0;
    const some = async (): Promise<void> => {
      for (let index = next++; index < crons.length; index = next++) {
        const template = { name: queueName, data: {} };
        await queue.upsertJobScheduler(`s${index}`, { pattern: crons[index] ?? '' }, template);
      }
    };
    await Promise.all(Array.from({ length: 10 }, some));
    await queue.close();
  },
  startScheduler: (place) => startWorker(place, 'latency', () => null),
};
