import { DoNotRetry, RetryAt } from '@infra/traits';
import { AskedToWaitError, patientFetch } from './patient-fetch.js';

/** What takes JSON by POST. */
export interface JsonService {
  /** As messages name it: `the endpoint`. */
  readonly name: string;
  readonly url: string;
  /** Travels as a bearer token. */
  readonly apiKey?: string | undefined;
  /** Of one try, in milliseconds. */
  readonly timeout: number;
}

/** How a text is posted. */
export interface PostOptions {
  readonly signal: AbortSignal;
  /** Beside those of JSON and of the key. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Posts a JSON text; the answer is a success.
 * @throws {RetryAt} when the service asks for a longer pause than a request waits.
 * @throws {DoNotRetry} when it refuses the request or the key: another try would end the same way.
 */
export async function postJson(
  { name, url, apiKey, timeout }: JsonService,
  body: string,
  { signal, headers = {} }: PostOptions,
): Promise<Response> {
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body,
  } as const;
  const response = await patientFetch(url, request, { timeoutMs: timeout, signal }).catch(
    (error: unknown) => {
      throw error instanceof AskedToWaitError
        ? new RetryAt(error.milliseconds, error.message, { cause: error })
        : error;
    },
  );
  if (response.ok) return response;
  const sentence = `${name} answers with ${response.status}: ${(await response.text()).slice(0, 500)}`;
  throw response.status === 429 || response.status >= 500 ? new Error(sentence) : new DoNotRetry(sentence);
}
