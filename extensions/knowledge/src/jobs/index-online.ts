import {
  type CostEstimate,
  DoNotRetry,
  type EstimateContext,
  inject,
  Job,
  type JobContext,
  JobResult,
} from '@infra/traits';
import { z } from 'zod';
import { embeddingTokens, embedSource } from '../embeddings/embed-source.js';
import { tokensOf } from '../embeddings/embedding-service.js';
import { force, source } from '../parameters.js';
import { KNOWLEDGE_SETTINGS, type KnowledgeSettings } from '../settings.js';
import { DocumentStore } from '../store/document-store.js';
import { VectorStore } from '../store/vector-store.js';
import type { IndexOutput } from './index-offline.js';

const parameters = z.strictObject({
  source,
  force,
  optional: z
    .boolean()
    .default(false)
    .describe('skip, with the reason, instead of failing where no embeddings service is configured'),
});

const notConfigured = 'no embeddings service is configured (`embeddings` of @infra/knowledge)';

/** What a run of `index_online` did. */
export interface OnlineIndexOutput extends IndexOutput {
  /** Why nothing was done; null when something was. */
  readonly skipped: string | null;
}

/** Makes vectors of the described pages of a source, by a service that is paid by the token. */
@Job({
  name: 'index_online',
  description: 'Makes vectors of the described pages of a source, by a service that is paid by the token',
  tags: ['indexing'],
  parameters,
  subject: 'source',
  chain: { after: ['metadata'] },
  approval: { above: 1 },
  retry: { maxAttempts: 3 },
})
export class IndexOnline {
  readonly #settings: KnowledgeSettings;

  constructor(@inject(KNOWLEDGE_SETTINGS) settings: KnowledgeSettings) {
    this.#settings = settings;
  }

  async estimate(
    { source, force }: z.output<typeof parameters>,
    { db }: EstimateContext,
  ): Promise<CostEstimate> {
    const { embeddings } = this.#settings.configuration;
    if (embeddings === undefined) {
      return {
        components: [{ component: embeddingTokens, quantity: 0, unitPrice: 0 }],
        warnings: [notConfigured],
      };
    }
    const { characters } = await new VectorStore(db).due(source, embeddings.model, force);
    // Two characters a token for text that is not English, five where words are long.
    const tokens = {
      low: tokensOf(characters * 0.8),
      quantity: tokensOf(characters),
      high: tokensOf(characters * 2),
    };
    return { components: [{ component: embeddingTokens, ...tokens, unitPrice: embeddings.price }] };
  }

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<OnlineIndexOutput>> {
    const { source, force, optional } = context.parameters;
    const { embeddings } = this.#settings.configuration;
    const { undescribed } = await new DocumentStore(context.db).count(source);
    if (undescribed > 0)
      context.logger.warn('pages are not described yet: run metadata first', { undescribed });
    if (embeddings === undefined) {
      if (!optional) throw new DoNotRetry(notConfigured);
      return JobResult.success()
        .withMessage(`Skipped: ${notConfigured}`)
        .withOutput({ source, indexed: 0, undescribed, skipped: notConfigured });
    }
    const indexed = await embedSource(embeddings, { source, force }, context);
    return JobResult.success()
      .withMessage(`Made vectors of ${indexed} page(s) of ${source} by ${embeddings.model}`)
      .withStats(indexed, 0)
      .withOutput({ source, indexed, undescribed, skipped: null });
  }
}
