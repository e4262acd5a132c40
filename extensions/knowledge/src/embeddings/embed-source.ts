import type { JobContext } from '@infra/traits';
import type { EmbeddingsConfiguration } from '../configuration.js';
import { forEachBatch } from '../store/batches.js';
import { type UnembeddedDocument, VectorStore } from '../store/vector-store.js';
import { EmbeddingService } from './embedding-service.js';
import { splitText } from './split-text.js';

/** What is paid for, as estimates, budgets and the host's prices name it. */
export const embeddingTokens = 'Embedding tokens';

interface Part {
  readonly document: UnembeddedDocument;
  readonly text: string;
}

/**
 * Makes vectors of the documents of a source that have none of this model and content; returns how many documents.
 * What is paid for is stored batch by batch, so that a run which is interrupted pays for one batch again at most.
 */
export async function embedSource(
  configuration: EmbeddingsConfiguration,
  { source, force }: { readonly source: string; readonly force: boolean },
  context: Pick<JobContext, 'db' | 'signal' | 'progress' | 'cost'>,
): Promise<number> {
  const { model, batchSize, chunkCharacters, price } = configuration;
  const service = new EmbeddingService(configuration, context.signal);
  const store = new VectorStore(context.db);
  const { documents: total } = await store.due(source, model, force);
  let done = 0;

  const embed = async (documents: readonly UnembeddedDocument[]) => {
    const parts = documents.flatMap((document) =>
      splitText(document.body, chunkCharacters).map((text) => ({
        document,
        text: `${document.title}\n\n${text}`,
      })),
    );
    const vectors = new Map(documents.map(({ id }) => [id, [] as (readonly number[])[]]));
    for (const batch of slices(parts, batchSize)) {
      const made = await service.embed(batch.map(({ text }) => text));
      context.cost.add(embeddingTokens, made.tokens, price);
      for (const [index, { document }] of batch.entries())
        vectors.get(document.id)?.push(made.vectors[index] ?? []);
    }
    await store.store(
      source,
      model,
      documents.map(({ id, hash }) => ({ id, hash, vectors: vectors.get(id) ?? [] })),
    );
    done += documents.length;
    context.progress({ completed: done, total });
  };

  const request = { source, force, limit: batchSize };
  await forEachBatch(request, context.signal, (batch) => store.unembedded({ ...batch, model }), embed);
  return done;
}

function slices(parts: readonly Part[], size: number): Part[][] {
  const found: Part[][] = [];
  for (let start = 0; start < parts.length; start += size) found.push(parts.slice(start, start + size));
  return found;
}
