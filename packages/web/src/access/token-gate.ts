import { type Host, type Identity, operations } from '@infra/core';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import type { LoginLimit } from './login-limit.js';

/** Tokens that are remembered to have been good. */
const mostKnown = 1_000;

/** Lets in who comes with a token, and slows down who comes with wrong ones. */
export class TokenGate {
  readonly #host: Host;
  readonly #limit: LoginLimit;
  /** Whoever has come with a good one is not kept out because others at his address come with bad ones. */
  readonly #known = new Set<string>();

  constructor(host: Host, limit: LoginLimit) {
    this.#host = host;
    this.#limit = limit;
  }

  /**
   * Whose token this is.
   * @throws {RequestRefusedError} `unauthenticated` for nobody's, `too_many_logins` after too many of those.
   */
  async pass(token: string, address: string | null): Promise<Identity> {
    if (!this.#known.has(token)) refuseWhoFails(this.#limit, address);
    const { identifyToken } = await operations.identify();
    const identity = await identifyToken(this.#host, token);
    if (identity !== null) {
      this.#remember(token);
      return identity;
    }
    this.#known.delete(token);
    // Of many that were asked about at the same time only so many count as tries.
    refuseWhoFails(this.#limit, address);
    this.#limit.count(address);
    const { recordRefusedToken } = await operations.logIn();
    await recordRefusedToken(this.#host, address);
    throw new RequestRefusedError('unauthenticated', 'the token is unknown, has expired or was revoked', {
      hint: '`infra tokens list` shows those that are good',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
  }

  #remember(token: string): void {
    this.#known.delete(token);
    this.#known.add(token);
    const oldest = this.#known.keys().next();
    if (this.#known.size > mostKnown && oldest.done !== true) this.#known.delete(oldest.value);
  }
}

/** @throws {RequestRefusedError} `too_many_logins` for an address with too many failures in the last minute. */
export function refuseWhoFails(limit: LoginLimit, address: string | null): void {
  const seconds = Math.ceil(limit.waitOf(address) / 1000);
  if (seconds === 0) return;
  throw new RequestRefusedError('too_many_logins', 'too many tries to log in have failed from this address', {
    hint: `try again in ${seconds} s`,
    headers: { 'retry-after': String(seconds) },
  });
}
