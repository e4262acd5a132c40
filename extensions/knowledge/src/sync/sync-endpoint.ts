import type { PublishConfiguration } from '../configuration.js';
import { hashOf } from '../hash-of.js';
import { postJson } from '../http/post-json.js';
import type { SyncedDocument } from '../store/sync-store.js';

/** What changed of a source. */
export interface SyncBatch {
  readonly source: string;
  readonly upsert: readonly SyncedDocument[];
  /** Addresses. */
  readonly delete: readonly string[];
}

/** The endpoint that documents and their index are published to: JSON by POST. */
export class SyncEndpoint {
  readonly #configuration: PublishConfiguration;
  readonly #signal: AbortSignal;

  constructor(configuration: PublishConfiguration, signal: AbortSignal) {
    this.#configuration = configuration;
    this.#signal = signal;
  }

  /**
   * Sends a batch; the same batch has the same `idempotency-key`, so that one that is sent twice may be known.
   * @throws {RetryAt} @throws {DoNotRetry} as {@link postJson}.
   */
  async send(batch: SyncBatch): Promise<void> {
    const body = JSON.stringify(batch);
    const options = { signal: this.#signal, headers: { 'idempotency-key': hashOf(body) } };
    const response = await postJson({ name: 'the endpoint', ...this.#configuration }, body, options);
    await response.body?.cancel();
  }
}
