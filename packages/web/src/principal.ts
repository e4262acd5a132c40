import type { Role } from '@infra/core';

/** Who asks, and what he may do. The name goes into the audit. */
export interface Principal {
  readonly name: string;
  readonly role: Role;
}

/** Tells who asks; null for nobody who is known: the request is refused with 401. */
export type Authorise = (request: Request) => Promise<Principal | null> | Principal | null;
