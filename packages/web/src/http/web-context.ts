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
}

export type WebRequest = Context<WebEnvironment>;
