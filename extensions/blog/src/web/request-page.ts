import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { FetchFault, networkFault } from './fetch-fault.js';
import { isPrivateAddress } from './private-address.js';

/** How one request is made. */
export interface RequestOptions {
  readonly userAgent: string;
  /** For the whole of it, body included. */
  readonly timeoutMs: number;
  /** Of the body, unpacked; `cut` takes so many of a longer one instead of refusing it. */
  readonly maxBytes: number;
  readonly cut?: boolean;
  /** Whether the host may have an address that the internet has no route to. */
  readonly privateAddresses: boolean;
}

/** What a host answered. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Empty for anything but a success. */
  readonly body: Uint8Array;
}

const accept = 'text/html,application/xhtml+xml,text/markdown;q=0.9,text/plain;q=0.5';

/**
 * Asks once, and follows no redirect.
 * @throws {FetchFault} when there is no answer, or one that is larger than allowed.
 */
export async function requestPage(url: URL, options: RequestOptions, signal: AbortSignal): Promise<Reply> {
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(options.timeoutMs);
  try {
    if (!options.privateAddresses) await assertPublic(url.hostname);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { 'user-agent': options.userAgent, accept },
      signal: AbortSignal.any([signal, timeout]),
    });
    if (response.ok) return { ...partsOf(response), body: await bodyOf(response, options) };
    await response.body?.cancel();
    return { ...partsOf(response), body: new Uint8Array() };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FetchFault) throw error;
    if (timeout.aborted) {
      const seconds = options.timeoutMs / 1000;
      throw new FetchFault(`no answer within ${seconds} s`, { passing: true, silent: true });
    }
    throw networkFault(error);
  }
}

function partsOf({ status, headers }: Response): Pick<Reply, 'status' | 'headers'> {
  return { status, headers };
}

async function assertPublic(hostname: string): Promise<void> {
  const name = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(name) === 0 ? await lookup(name, { all: true }) : [{ address: name }];
  const found = addresses.find(({ address }) => isPrivateAddress(address));
  if (found === undefined) return;
  throw new FetchFault(
    `${found.address} is a private address, and \`imports.privateAddresses\` is not set in the configuration`,
  );
}

async function bodyOf(response: Response, { maxBytes, cut = false }: RequestOptions): Promise<Uint8Array> {
  const tooLarge = () => new FetchFault(`larger than ${maxBytes / 1_000_000} MB`);
  // Said beforehand, but of the packed body: what comes is counted too.
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > maxBytes && !cut) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  // Typed as what it may also be in a browser.
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    parts.push(part);
    length += part.byteLength;
    if (length <= maxBytes) continue;
    if (!cut) throw tooLarge();
    break;
  }
  return Buffer.concat(parts).subarray(0, maxBytes);
}
