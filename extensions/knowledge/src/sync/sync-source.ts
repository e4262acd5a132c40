import type { JobContext } from '@infra/traits';
import type { PublishConfiguration } from '../configuration.js';
import { forEachBatch } from '../store/batches.js';
import { SyncStore } from '../store/sync-store.js';
import { SyncEndpoint } from './sync-endpoint.js';

/** How much was sent. */
export interface SyncCounts {
  readonly upserted: number;
  readonly deleted: number;
}

type SyncContext = Pick<JobContext, 'db' | 'signal' | 'progress'>;

/** Sends what the endpoint does not have as it is, and takes away what is gone; each batch is noted when it has arrived. */
export async function syncSource(
  configuration: PublishConfiguration,
  source: string,
  { db, signal, progress }: SyncContext,
): Promise<SyncCounts> {
  const store = new SyncStore(db, configuration.url);
  const endpoint = new SyncEndpoint(configuration, signal);
  const { changed, gone } = await store.due(source);
  let upserted = 0;
  await forEachBatch(
    { source, force: false, limit: configuration.batchSize },
    signal,
    (request) => store.changed(request),
    async (batch) => {
      await endpoint.send({ source, upsert: batch.map(({ document }) => document), delete: [] });
      await store.noteSent(source, batch);
      upserted += batch.length;
      progress({ completed: upserted, total: changed + gone });
    },
  );
  const read = () => store.gone(source, configuration.batchSize);
  const deleted = await takeAway({ store, endpoint, source, signal }, read);
  return { upserted, deleted };
}

/** Takes everything of a source away from the endpoint; returns how many documents it had. */
export async function unpublishSource(
  configuration: PublishConfiguration,
  source: string,
  { db, signal }: Pick<SyncContext, 'db' | 'signal'>,
): Promise<number> {
  const store = new SyncStore(db, configuration.url);
  const endpoint = new SyncEndpoint(configuration, signal);
  return takeAway({ store, endpoint, source, signal }, () => store.sent(source, configuration.batchSize));
}

interface Removal {
  readonly store: SyncStore;
  readonly endpoint: SyncEndpoint;
  readonly source: string;
  readonly signal: AbortSignal;
}

async function takeAway(
  { store, endpoint, source, signal }: Removal,
  read: () => Promise<readonly string[]>,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    signal.throwIfAborted();
    const addresses = await read();
    if (addresses.length === 0) return deleted;
    await endpoint.send({ source, upsert: [], delete: addresses });
    await store.noteRemoved(source, addresses);
    deleted += addresses.length;
  }
}
