export type { Role } from '@infra/core';
export {
  createWebHandler,
  InvalidBasePathError,
  type WebHandler,
  type WebOptions,
} from './create-web-handler.js';
export type { AccessOptions } from './access/access-options.js';
export type { Connection } from './http/connection.js';
export type { Authorise, Principal } from './principal.js';
export { AddressUnusableError, listen, nodeListener, type WebServer } from './server/listen.js';
