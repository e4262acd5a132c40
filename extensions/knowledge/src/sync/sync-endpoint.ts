import { DoNotRetry, RetryAt } from '@infra/traits';
import type { PublishConfiguration } from '../configuration.js';
import { hashOf } from '../hash-of.js';
import { AskedToWaitError, patientFetch } from '../http/patient-fetch.js';
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
   * @throws {RetryAt} when the endpoint asks for a longer pause than a request waits.
   * @throws {DoNotRetry} when it refuses the batch or the key: another try would end the same way.
   */
  async send(batch: SyncBatch): Promise<void> {
    const { url, apiKey, timeout } = this.#configuration;
    const body = JSON.stringify(batch);
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': hashOf(body),
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    };
    const patience = { timeoutMs: timeout, signal: this.#signal };
    const response = await patientFetch(url, { method: 'POST', headers, body }, patience).catch(
      (error: unknown) => {
        throw error instanceof AskedToWaitError
          ? new RetryAt(error.milliseconds, error.message, { cause: error })
          : error;
      },
    );
    if (response.ok) {
      await response.body?.cancel();
      return;
    }
    const sentence = `the endpoint answers with ${response.status}: ${(await response.text()).slice(0, 500)}`;
    throw response.status === 429 || response.status >= 500 ? new Error(sentence) : new DoNotRetry(sentence);
  }
}
