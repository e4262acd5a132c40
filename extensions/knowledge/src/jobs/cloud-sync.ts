import { DoNotRetry, inject, Job, type JobContext, JobResult } from '@infra/traits';
import { z } from 'zod';
import { source } from '../parameters.js';
import { KNOWLEDGE_SETTINGS, type KnowledgeSettings } from '../settings.js';
import { SyncStore } from '../store/sync-store.js';
import { syncSource } from '../sync/sync-source.js';

const parameters = z.strictObject({
  source,
  dry_run: z.boolean().default(false).describe('count what would be sent, send nothing'),
});

/** What a run of `cloud_sync` sent, or would have sent. */
export interface CloudSyncOutput {
  readonly source: string;
  readonly upserted: number;
  readonly deleted: number;
  readonly dry_run: boolean;
}

/** Sends the documents of a source with their index to an endpoint, as far as it does not have them. */
@Job({
  name: 'cloud_sync',
  description: 'Sends what changed of a source, documents and index, to the configured endpoint',
  tags: ['cloud'],
  parameters,
  subject: 'source',
  chain: { after: ['index_offline'] },
  retry: { maxAttempts: 3 },
})
export class CloudSync {
  readonly #settings: KnowledgeSettings;

  constructor(@inject(KNOWLEDGE_SETTINGS) settings: KnowledgeSettings) {
    this.#settings = settings;
  }

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<CloudSyncOutput>> {
    const { source, dry_run } = context.parameters;
    const { publish } = this.#settings.configuration;
    if (publish === undefined)
      throw new DoNotRetry('no endpoint is configured (`publish` of @infra/knowledge)');
    if (dry_run) {
      const { changed, gone } = await new SyncStore(context.db, publish.url).due(source);
      return JobResult.success()
        .withMessage(`Would send ${changed} page(s) of ${source} and take ${gone} away (dry run)`)
        .withStats(changed + gone, 0)
        .withOutput({ source, upserted: changed, deleted: gone, dry_run });
    }
    const { upserted, deleted } = await syncSource(publish, source, context);
    return JobResult.success()
      .withMessage(`Sent ${upserted} page(s) of ${source}, took ${deleted} away`)
      .withStats(upserted + deleted, 0)
      .withOutput({ source, upserted, deleted, dry_run });
  }
}
