import { z } from 'zod';
import type { EmbeddingsConfiguration } from '../configuration.js';
import { postJson } from '../http/post-json.js';

/** Vectors of texts, in their order, and what they cost. */
export interface Embedded {
  readonly vectors: readonly (readonly number[])[];
  /** What the service counted, else what the texts' length says. */
  readonly tokens: number;
}

const answer = z.object({
  data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1) })),
  usage: z.object({ total_tokens: z.int().min(0) }).optional(),
});

/** How many tokens so many characters are; English has four to five characters a token. */
export function tokensOf(characters: number): number {
  return Math.ceil(characters / 4);
}

/** An OpenAI-compatible service that makes vectors of texts. */
export class EmbeddingService {
  readonly #configuration: EmbeddingsConfiguration;
  readonly #signal: AbortSignal;

  constructor(configuration: EmbeddingsConfiguration, signal: AbortSignal) {
    this.#configuration = configuration;
    this.#signal = signal;
  }

  /**
   * Makes a vector of length 1 of each text.
   * @throws {RetryAt} @throws {DoNotRetry} as {@link postJson}.
   */
  async embed(texts: readonly string[]): Promise<Embedded> {
    const response = await this.#ask(texts);
    const given = answer.safeParse(await response.json().catch(() => null));
    const { data, usage } = given.success ? given.data : { data: [], usage: undefined };
    const byIndex = new Map(data.map(({ index, embedding }) => [index, embedding]));
    const vectors = texts.map((_, index) => unit(byIndex.get(index) ?? []));
    const dimensions = new Set(vectors.map((vector) => vector.length));
    if (dimensions.size !== 1 || dimensions.has(0)) {
      throw new Error(`the embeddings service gave no vector for each of ${texts.length} text(s)`);
    }
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    return { vectors, tokens: usage?.total_tokens ?? tokensOf(characters) };
  }

  async #ask(texts: readonly string[]): Promise<Response> {
    const { url, model, apiKey, timeout } = this.#configuration;
    const endpoint = `${url.replace(/\/+$/, '')}/embeddings`;
    const body = JSON.stringify({ model, input: texts, encoding_format: 'float' });
    const service = { name: 'the embeddings service', url: endpoint, apiKey, timeout };
    return postJson(service, body, { signal: this.#signal });
  }
}

/** A vector of the same direction and length 1; one of length 0 stays. */
function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? [...vector] : vector.map((value) => value / length);
}
