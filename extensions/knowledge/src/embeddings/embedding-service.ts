import { DoNotRetry, RetryAt } from '@infra/traits';
import { z } from 'zod';
import type { EmbeddingsConfiguration } from '../configuration.js';
import { AskedToWaitError, patientFetch } from '../http/patient-fetch.js';

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
   * @throws {RetryAt} when the service asks for a longer pause than a request waits.
   * @throws {DoNotRetry} when it refuses the request or the key: another try would end the same way.
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
    const request = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
    } as const;
    const patience = { timeoutMs: timeout, signal: this.#signal };
    const response = await patientFetch(endpoint, request, patience).catch((error: unknown) => {
      throw error instanceof AskedToWaitError
        ? new RetryAt(error.milliseconds, error.message, { cause: error })
        : error;
    });
    if (response.ok) return response;
    const said = (await response.text()).slice(0, 500);
    const sentence = `the embeddings service answers with ${response.status}: ${said}`;
    throw response.status === 429 || response.status >= 500 ? new Error(sentence) : new DoNotRetry(sentence);
  }
}

/** A vector of the same direction and length 1; one of length 0 stays. */
function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? [...vector] : vector.map((value) => value / length);
}
