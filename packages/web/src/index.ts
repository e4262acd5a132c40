export type { Role } from '@infra/core';
export type { Principal } from './principal.js';
