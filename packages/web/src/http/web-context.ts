import type { Emit, Host } from '@infra/core';
import type { Context } from 'hono';
import type { Doorkeeper } from '../access/doorkeeper.js';
import type { Connection } from './connection.js';

/** What every route works with. */
export interface WebContext {
  readonly host: Host;
  readonly doorkeeper: Doorkeeper;
  readonly emit: Emit;
}

/** The environment of the routes. */
export interface WebEnvironment {
  Bindings: { readonly connection: Connection };
  Variables: {
    /** The endpoint's path as it stands in the table, for what counts answers. */
    route: string | undefined;
  };
}

export type WebRequest = Context<WebEnvironment>;
