import type { Role } from '@infra/core';

/** Who asks, and what he may do. The name goes into the audit. */
export interface Principal {
  readonly name: string;
  readonly role: Role;
}
