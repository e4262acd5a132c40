import { setTimeout as wait } from 'node:timers/promises';

/** What of a request is not its URL. */
export interface PatientRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect?: 'follow' | 'manual';
}

/** How patient a request is. */
export interface Patience {
  /** Of one try, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The first pause, which doubles with each try; 500 by default. In milliseconds. */
  readonly firstPauseMs?: number;
}

const mostTries = 4;

// A longer Retry-After is not waited for.
const longestPauseMs = 30_000;

/** A server asked for a longer pause than a request waits. */
export class AskedToWaitError extends Error {
  override readonly name = 'AskedToWaitError';
  readonly milliseconds: number;

  constructor(url: string, milliseconds: number) {
    super(`${url} asks to be left alone for ${Math.ceil(milliseconds / 1000)} s`);
    this.milliseconds = milliseconds;
  }
}

/**
 * Fetches; a 429, a 5xx and a broken connection are tried again after a pause, or when the server says (`Retry-After`).
 * The last response is returned whatever its status.
 * @throws {AskedToWaitError} @throws the last error of the connection, and the signal's reason.
 */
export async function patientFetch(
  url: string,
  request: PatientRequest,
  { timeoutMs, signal, firstPauseMs = 500 }: Patience,
): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const last = tries === mostTries;
    const backoff = Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs);
    let pause = backoff;
    try {
      const limits = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const response = await fetch(url, { ...request, signal: limits });
      if (last || (response.status !== 429 && response.status < 500)) return response;
      await response.body?.cancel();
      pause = retryAfter(response.headers.get('retry-after'), Date.now()) ?? backoff;
    } catch (error) {
      signal.throwIfAborted();
      if (last) throw error;
    }
    if (pause > longestPauseMs) throw new AskedToWaitError(url, pause);
    await wait(pause, undefined, { signal });
  }
}

/** Milliseconds that a `Retry-After` asks for: seconds, or a date; null for none and for what is neither. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
