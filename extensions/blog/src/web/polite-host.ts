import type { FetchClock } from './fetch-clock.js';
import { FetchFault } from './fetch-fault.js';
import { type Reply, type RequestOptions, requestPage } from './request-page.js';
import { readRetryAfter } from './retry-after.js';
import { everything, readRobots, type RobotsRules } from './robots-rules.js';

/** How pages are asked for. */
export interface FetchRules extends RequestOptions {
  /** Between the end of a request to a host and the next one to it. */
  readonly delayMs: number;
  /** How often a page is asked for when the host fails for the moment. */
  readonly attempts: number;
  /** Whether robots.txt is heeded. */
  readonly robots: boolean;
}

// A host that wants more is asked for nothing more: one item must not hold up the others for an hour.
const longestWaitMs = 60_000;
const mostRobotsBytes = 512_000;
const mostRobotsRedirects = 5;
/** So many items in a row without a word from their host, and it is not asked any more. */
const patience = 3;

/** One origin as a polite visitor sees it: asked for one thing at a time, with pauses, and only for what it allows. */
export class PoliteHost {
  readonly #origin: string;
  readonly #rules: FetchRules;
  readonly #clock: FetchClock;
  #queue: Promise<unknown> = Promise.resolve();
  #robots: RobotsRules | null = null;
  #freeAt = 0;
  #silences = 0;

  constructor(origin: string, rules: FetchRules, clock: FetchClock) {
    this.#origin = origin;
    this.#rules = rules;
    this.#clock = clock;
  }

  /**
   * Asks for a page when its turn comes; what fails for the moment is asked for again.
   * @throws {FetchFault} when there is no answer below 400.
   */
  async get(url: URL, signal: AbortSignal): Promise<Reply> {
    const turn = this.#queue.then(async () => await this.#visit(url, signal));
    this.#queue = turn.catch(() => {});
    return await turn;
  }

  async #visit(url: URL, signal: AbortSignal): Promise<Reply> {
    if (this.#silences >= patience) {
      throw new FetchFault(`the host said nothing ${patience} times in a row: it is not asked any more`);
    }
    try {
      this.#robots ??= this.#rules.robots ? await this.#readRobots(signal) : everything;
      if (!this.#robots.allows(url)) throw new FetchFault('robots.txt of the host forbids it');
      const reply = await this.#ask(url, this.#rules, signal);
      this.#silences = 0;
      return reply;
    } catch (error) {
      if (error instanceof FetchFault) this.#silences = error.silent ? this.#silences + 1 : 0;
      throw error;
    }
  }

  async #ask(url: URL, options: RequestOptions, signal: AbortSignal): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#askOnce(url, options, signal);
      } catch (error) {
        if (!(error instanceof FetchFault) || !error.passing || attempt >= this.#rules.attempts) throw error;
        const wait = error.retryAfterMs ?? Math.max(this.#rules.delayMs, 100) * 2 ** attempt;
        if (wait > longestWaitMs) throw error;
        await this.#clock.sleep(wait, signal);
      }
    }
  }

  async #askOnce(url: URL, options: RequestOptions, signal: AbortSignal): Promise<Reply> {
    const early = this.#freeAt - this.#clock.now();
    if (early > 0) await this.#clock.sleep(early, signal);
    try {
      const reply = await requestPage(url, options, signal);
      if (reply.status < 400) return reply;
      throw refusal(reply, this.#clock.now());
    } finally {
      const wished = Math.min(this.#robots?.delayMs ?? 0, longestWaitMs);
      this.#freeAt = this.#clock.now() + Math.max(this.#rules.delayMs, wished);
    }
  }

  /** As RFC 9309 has it: a host that has no robots.txt allows everything, one that fails over it nothing. */
  async #readRobots(signal: AbortSignal): Promise<RobotsRules> {
    let url = new URL('/robots.txt', this.#origin);
    const asked = url;
    const options = { ...this.#rules, maxBytes: mostRobotsBytes, cut: true };
    try {
      for (let hop = 0; hop <= mostRobotsRedirects; hop++) {
        const { status, headers, body } = await this.#ask(url, options, signal);
        if (status < 300) return readRobots(asked, new TextDecoder().decode(body));
        const next = URL.parse(headers.get('location') ?? '', url.href);
        if (next === null || !/^https?:$/.test(next.protocol)) return everything;
        url = next;
      }
      return everything;
    } catch (error) {
      if (!(error instanceof FetchFault)) throw error;
      if (error instanceof StatusFault && error.status < 500 && !error.passing) return everything;
      const { silent } = error;
      throw new FetchFault(silent ? error.message : `robots.txt of the host: ${error.message}`, { silent });
    }
  }
}

/** The host answered, and does not give what it was asked for. */
class StatusFault extends FetchFault {
  readonly status: number;

  constructor(status: number, retryAfterMs: number | null) {
    const passing =
      status === 408 || status === 425 || status === 429 || [500, 502, 503, 504].includes(status);
    const asks = retryAfterMs !== null && retryAfterMs > longestWaitMs;
    const later = asks ? `, and asks to be left alone for ${Math.ceil(retryAfterMs / 1000)} s` : '';
    super(`the host answers ${status}${later}`, { passing, retryAfterMs });
    this.status = status;
  }
}

function refusal({ status, headers }: Reply, now: number): FetchFault {
  return new StatusFault(status, readRetryAfter(headers.get('retry-after'), now));
}
