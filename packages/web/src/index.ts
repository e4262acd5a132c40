export type { Role } from '@infra/core';
export {
  createWebHandler,
  InvalidBasePathError,
  type WebHandler,
  type WebOptions,
} from './create-web-handler.js';
export type { Connection } from './http/web-context.js';
export type { Authorise, Principal } from './principal.js';
export { AddressUnusableError, listen, nodeListener, type WebServer } from './server/listen.js';
