import type { Role } from './role.js';

/** Who a secret belongs to. */
export interface Identity {
  /** The token's name, or the login name of whoever made the link: the audit's actor. */
  readonly name: string;
  readonly role: Role;
  /** When the secret is good no longer; null for never. */
  readonly expiresAt: Date | null;
}
