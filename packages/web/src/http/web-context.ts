import type { Emit, Host } from '@infra/core';
import type { Context } from 'hono';
import type { Authorise } from '../principal.js';

/** What every route works with. */
export interface WebContext {
  readonly host: Host;
  readonly authorise: Authorise;
  readonly emit: Emit;
}

/** What is known of the connection that a request came on. */
export interface Connection {
  /** The address of the other side; null where the host application does not say. */
  readonly address: string | null;
}

/** The environment of the routes. */
export interface WebEnvironment {
  Bindings: { readonly connection: Connection };
}

export type WebRequest = Context<WebEnvironment>;
