import { rm } from 'node:fs/promises';
import { inject, Job, type JobContext, JobResult } from '@infra/traits';
import { z } from 'zod';
import { sourceId } from '../configuration.js';
import { mapFiles } from '../map/write-map.js';
import { KNOWLEDGE_SETTINGS, type KnowledgeSettings } from '../settings.js';
import { DocumentStore } from '../store/document-store.js';
import { unpublishSource } from '../sync/sync-source.js';

const parameters = z.strictObject({
  // Also one that is not configured any more: what it has left is to go. The pattern keeps it a name of files.
  source: sourceId.describe('the id of a source, configured or not'),
});

/** What a run of `delete_source` removed. */
export interface DeletedSource {
  readonly source: string;
  /** With everything that was made of them. */
  readonly documents: number;
  /** Documents that the endpoint had. */
  readonly unpublished: number;
}

/** Removes all of a source: at the endpoint first, then its map, its pages and both indexes. */
@Job({
  name: 'delete_source',
  description: 'Removes all of a source: at the endpoint, its map, its pages and both indexes',
  tags: ['maintenance'],
  parameters,
  subject: 'source',
  chain: false,
  retry: { maxAttempts: 3 },
})
export class DeleteSource {
  readonly #settings: KnowledgeSettings;

  constructor(@inject(KNOWLEDGE_SETTINGS) settings: KnowledgeSettings) {
    this.#settings = settings;
  }

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<DeletedSource>> {
    const { source } = context.parameters;
    const { publish } = this.#settings.configuration;
    // First, so that nothing is forgotten here that still stands there.
    const unpublished = publish === undefined ? 0 : await unpublishSource(publish, source, context);
    for (const file of Object.values(mapFiles(this.#settings, source))) await rm(file, { force: true });
    const documents = await new DocumentStore(context.db).removeAllBut(source, []);
    return JobResult.success()
      .withMessage(`Removed ${documents} page(s) of ${source}, ${unpublished} of them at the endpoint`)
      .withStats(documents, 0)
      .withOutput({ source, documents, unpublished });
  }
}
