import { DoNotRetry, inject, Job, type JobContext, JobResult } from '@infra/traits';
import { z } from 'zod';
import { embeddingTokens } from '../embeddings/embed-source.js';
import { EmbeddingService } from '../embeddings/embedding-service.js';
import { searchKnowledge } from '../search/search-knowledge.js';
import { KNOWLEDGE_SETTINGS, type KnowledgeSettings } from '../settings.js';
import type { FoundDocument } from '../store/search-store.js';
import { VectorStore } from '../store/vector-store.js';

const parameters = z.strictObject({
  query: z.string().trim().min(1).max(2_000).describe("a question in a person's own words"),
  limit: z.int().min(1).max(100).default(5),
  source: z.string().min(1).max(100).optional().describe('one source; all of them by default'),
  index: z.enum(['offline', 'online']).default('offline').describe('full text, or vectors (which costs)'),
});

/** What a run of `search_knowledge` found. */
export interface SearchOutput {
  readonly query: string;
  readonly index: 'offline' | 'online';
  readonly results: readonly FoundDocument[];
}

/** Answers a question with the pages that fit it best. */
@Job({
  name: 'search_knowledge',
  description: 'Answers a question with the pages that fit it best',
  tags: ['content'],
  parameters,
  chain: false,
})
export class SearchKnowledge {
  readonly #settings: KnowledgeSettings;

  constructor(@inject(KNOWLEDGE_SETTINGS) settings: KnowledgeSettings) {
    this.#settings = settings;
  }

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<SearchOutput>> {
    const { query, limit, source, index } = context.parameters;
    const { synonyms } = this.#settings.configuration;
    const results =
      index === 'offline'
        ? await searchKnowledge(context.db, query, limit, { source, synonyms })
        : await this.#searchOnline(context);
    const [first] = results;
    const best = first === undefined ? '' : `; first ${first.title}`;
    return JobResult.success()
      .withMessage(`Found ${results.length} page(s)${best}`)
      .withStats(results.length, 0)
      .withOutput({ query, index, results });
  }

  async #searchOnline(context: JobContext<typeof parameters>): Promise<FoundDocument[]> {
    const { query, limit, source } = context.parameters;
    const { embeddings } = this.#settings.configuration;
    if (embeddings === undefined)
      throw new DoNotRetry('no embeddings service is configured (`embeddings` of @infra/knowledge)');
    const { vectors, tokens } = await new EmbeddingService(embeddings, context.signal).embed([query]);
    context.cost.add(embeddingTokens, tokens, embeddings.price);
    return new VectorStore(context.db).search(embeddings.model, vectors[0] ?? [], { limit, source });
  }
}
