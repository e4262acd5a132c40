import { type Emit, type Host, InfraError, operations, type Role } from '@infra/core';
import type { Connection } from '../http/connection.js';
import type { Principal } from '../principal.js';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import type { AccessOptions } from './access-options.js';
import { readAllowedHosts } from './asked-host.js';
import { bearerToken } from './bearer-token.js';
import { checkRequest } from './check-request.js';
import { LoginLimit } from './login-limit.js';
import { RefusalLog } from './refusal-log.js';
import { requireRole } from './require-role.js';
import { type SessionCookie, sessionCookie } from './session-cookie.js';
import { refuseWhoFails, TokenGate } from './token-gate.js';
import { visitorAddress } from './visitor-address.js';

/** Somebody who has been let in. */
export interface Admitted extends Principal {
  /** Whether he has a session here, which he can leave. */
  readonly hasSession: boolean;
  /** When what he came with is good no longer; null where it does not end by itself. */
  readonly expiresAt: Date | null;
}

const lookAgainMs = 60_000;

/** How often it is told why nobody can be let in. */
const tellAgainMs = 10_000;

/** Decides who may enter, and what he may do there. */
export class Doorkeeper {
  readonly #host: Host;
  readonly #options: AccessOptions & { readonly cookiePath: string };
  readonly #emit: Emit;
  readonly #allowedHosts: ReadonlySet<string> | null;
  readonly #limit: LoginLimit;
  readonly #tokens: TokenGate;
  readonly #refusals: RefusalLog;
  #closedTold = Number.NEGATIVE_INFINITY;

  /** @param options.cookiePath where the dashboard is mounted; `/` at the root. */
  constructor(host: Host, emit: Emit, options: AccessOptions & { readonly cookiePath: string }) {
    const { authorise, allowedHosts } = options;
    const now = () => host.clock.now();
    this.#host = host;
    this.#options = options;
    this.#emit = emit;
    this.#allowedHosts =
      authorise !== undefined && allowedHosts === undefined ? null : readAllowedHosts(allowedHosts ?? []);
    this.#limit = new LoginLimit(now);
    this.#tokens = new TokenGate(host, this.#limit);
    this.#refusals = new RefusalLog(emit, now);
  }

  /**
   * Looks at what a request is, before anybody asks whose.
   * @throws {RequestRefusedError} `host_not_allowed`, `origin_not_allowed` or `media_type_not_supported`.
   */
  check(request: Request): void {
    checkRequest(request, this.#allowedHosts);
  }

  /**
   * Lets somebody pass who has this role or a higher one.
   * @throws {RequestRefusedError} `unauthenticated`, `forbidden` or `too_many_logins`.
   */
  async admit(request: Request, connection: Connection, role: Role): Promise<Admitted> {
    return requireRole(await this.#whoAsks(request, connection), role);
  }

  /**
   * For an answer that goes on and on: resolves when whoever reads it may do so no longer, looked at once a minute, or
   * when the signal aborts.
   */
  async untilDismissed(request: Request, connection: Connection, gone: AbortSignal): Promise<void> {
    for (;;) {
      await this.#host.clock.sleep(lookAgainMs, gone);
      if (gone.aborted) return;
      try {
        await this.admit(request, connection, 'viewer');
      } catch (error) {
        // A database that is away has dismissed nobody.
        if (error instanceof RequestRefusedError && error.code !== 'entrance_closed') return;
      }
    }
  }

  /** Whether a request carries something to be known by. */
  isUnnamed(request: Request): boolean {
    return this.#hasLogin && bearerToken(request) === null && this.#cookieOf(request).read() === null;
  }

  /**
   * Opens a session for a token or the secret of a link.
   * @returns the `set-cookie` of the answer, and who it is now.
   * @throws {RequestRefusedError} `unauthenticated` or `too_many_logins`.
   */
  async logIn(
    request: Request,
    connection: Connection,
    secret: string,
  ): Promise<{ readonly cookie: string; readonly admitted: Admitted }> {
    this.#requireLogin();
    const address = this.addressOf(request, connection);
    refuseWhoFails(this.#limit, address);
    this.#limit.count(address);
    const cookie = this.#cookieOf(request);
    const { logIn } = await operations.logIn();
    const opening = this.#known(logIn(this.#host, { secret, address, previous: cookie.read() }));
    const opened = await opening.catch((error: unknown) => {
      // Nobody has looked whether it was right.
      this.#limit.uncount(address);
      throw error;
    });
    if (opened === null) {
      throw new RequestRefusedError('unauthenticated', 'this token or link is unknown, used up or expired', {
        hint: '`infra tokens link` prints a new link',
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    this.#limit.uncount(address);
    const { name, role, expiresAt } = opened;
    this.#emit({ kind: 'logged_in', name, role, address });
    const admitted = { name, role, expiresAt, hasSession: true };
    return { cookie: cookie.written(opened.secret, expiresAt), admitted };
  }

  /** Ends the session that a request carries; returns the `set-cookie` of the answer. */
  async logOut(request: Request): Promise<string> {
    this.#requireLogin();
    const cookie = this.#cookieOf(request);
    const secret = cookie.read();
    const { logOut } = await operations.logIn();
    const ended = secret === null ? null : await this.#known(logOut(this.#host, secret));
    if (ended !== null) this.#emit({ kind: 'logged_out', name: ended.name });
    return cookie.forgotten();
  }

  /** Tells of a request that was refused. */
  tell(error: unknown, request: Request, connection: Connection): void {
    this.#refusals.tell(error, request, this.addressOf(request, connection));
  }

  /** Tells of what has not been told yet. */
  close(): void {
    this.#refusals.flush();
  }

  /** The address of who asks; null where it is not known. */
  addressOf(request: Request, connection: Connection): string | null {
    return visitorAddress(request, connection, { behindProxy: this.#options.behindProxy === true });
  }

  get #hasLogin(): boolean {
    return this.#options.authorise === undefined && this.#options.login !== false;
  }

  #requireLogin(): void {
    if (!this.#hasLogin) throw new RequestRefusedError('not_found', 'one does not log in here');
  }

  #cookieOf(request: Request): SessionCookie {
    return sessionCookie(request, this.#options.cookiePath);
  }

  async #whoAsks(request: Request, connection: Connection): Promise<Admitted | null> {
    const { authorise } = this.#options;
    const unending = { expiresAt: null, hasSession: false };
    if (authorise !== undefined) {
      const principal = await authorise(request);
      return principal === null ? null : { name: principal.name, role: principal.role, ...unending };
    }
    if (!this.#hasLogin) return { name: 'anonymous', role: 'admin', ...unending };
    const token = bearerToken(request);
    if (token !== null) {
      const identity = await this.#known(this.#tokens.pass(token, this.addressOf(request, connection)));
      return { ...identity, hasSession: false };
    }
    const secret = this.#cookieOf(request).read();
    if (secret === null) return null;
    const { identifySession } = await operations.identify();
    const identity = await this.#known(identifySession(this.#host, secret));
    return identity === null ? null : { ...identity, hasSession: true };
  }

  /** What the database says of a stranger; where it is and why it does not answer is not for him. */
  async #known<Result>(answer: Promise<Result>): Promise<Result> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof InfraError)) throw error;
      const now = this.#host.clock.now();
      if (now - this.#closedTold >= tellAgainMs) {
        this.#closedTold = now;
        this.#emit({ kind: 'database_lost', where: 'the entrance of the dashboard', reason: error.message });
      }
      throw new RequestRefusedError('entrance_closed', 'nobody can be let in at the moment', {
        hint: 'the log of the server says why',
      });
    }
  }
}
