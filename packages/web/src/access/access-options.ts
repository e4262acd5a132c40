import type { Authorise } from '../principal.js';

/** Who may enter. */
export interface AccessOptions {
  /** Tells who asks, instead of the login of the dashboard. */
  readonly authorise?: Authorise;
  /**
   * Whether a session or a token is asked for; true by default. False makes an admin of whoever reaches it: for the
   * loopback address of a machine that nobody else uses.
   */
  readonly login?: boolean;
  /**
   * The names that requests may be addressed to, beside those of the loopback address; where `authorise` is given and
   * this is not, any.
   */
  readonly allowedHosts?: readonly string[];
  /** Whether a reverse proxy stands before it, whose last `X-Forwarded-For` is the visitor's address; false by default. */
  readonly behindProxy?: boolean;
}
