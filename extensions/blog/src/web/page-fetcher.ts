import { UnusableFileError } from '../document/unusable-file-error.js';
import { type FetchClock, systemFetchClock } from './fetch-clock.js';
import { FetchFault } from './fetch-fault.js';
import { type FetchRules, PoliteHost } from './polite-host.js';
import type { Reply } from './request-page.js';

/** A page as a host sent it. */
export interface FetchedPage {
  /** Where it was found, behind all redirects. */
  readonly url: string;
  /** Small letters, without parameters; '' when the host says none. */
  readonly mediaType: string;
  /** As the host says it, or null. */
  readonly charset: string | null;
  readonly bytes: Uint8Array;
}

/** What a fetcher goes by. */
export interface FetcherRules extends FetchRules {
  readonly maxRedirects: number;
}

/** Fetches pages politely: one request at a time to each host, whoever asks. One for a whole run. */
export class PageFetcher {
  readonly #rules: FetcherRules;
  readonly #clock: FetchClock;
  readonly #hosts = new Map<string, PoliteHost>();

  constructor(rules: FetcherRules, clock: FetchClock = systemFetchClock) {
    this.#rules = rules;
    this.#clock = clock;
  }

  /** @throws {UnusableFileError} with the reason why there is no page. */
  async fetch(asked: URL, signal: AbortSignal): Promise<FetchedPage> {
    try {
      let url = asked;
      for (let redirects = 0; redirects <= this.#rules.maxRedirects; redirects++) {
        const reply = await this.#host(url.origin).get(url, signal);
        if (reply.status < 300) return pageOf(url, reply);
        url = targetOf(url, reply);
      }
      throw new FetchFault(`more than ${this.#rules.maxRedirects} redirects`);
    } catch (error) {
      throw error instanceof FetchFault ? new UnusableFileError(error.message) : error;
    }
  }

  #host(origin: string): PoliteHost {
    let host = this.#hosts.get(origin);
    if (host === undefined) {
      host = new PoliteHost(origin, this.#rules, this.#clock);
      this.#hosts.set(origin, host);
    }
    return host;
  }
}

function targetOf(url: URL, { status, headers }: Reply): URL {
  const target = URL.parse(headers.get('location') ?? '', url.href);
  if (!headers.has('location') || target === null) {
    throw new FetchFault(`the host answers ${status} and does not say where to`);
  }
  if (target.protocol !== 'http:' && target.protocol !== 'https:') {
    throw new FetchFault(`it leads to '${target.protocol}', which is neither http nor https`);
  }
  if (target.username !== '' || target.password !== '') {
    throw new FetchFault('it leads to an address with a user name or a password');
  }
  return target;
}

function pageOf(url: URL, { headers, body }: Reply): FetchedPage {
  const [mediaType = '', ...parameters] = (headers.get('content-type') ?? '').split(';');
  const charset = parameters.map((one) => /^\s*charset\s*=\s*"?([^"\s]+)/i.exec(one)?.[1]);
  return {
    url: url.href,
    mediaType: mediaType.trim().toLowerCase(),
    charset: charset.find((one) => one !== undefined) ?? null,
    bytes: body,
  };
}
