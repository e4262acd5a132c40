import { includesRole, type Role } from '@infra/core';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import type { Principal } from '../principal.js';

/**
 * Lets somebody pass who has this role or a higher one.
 * @throws {RequestRefusedError} `unauthenticated` for nobody, `forbidden` for a lower role.
 */
export function requireRole(principal: Principal | null, role: Role): Principal {
  if (principal === null) {
    throw new RequestRefusedError('unauthenticated', 'nobody is logged in', {
      hint: 'log in, or send a token as `Authorization: Bearer …`',
    });
  }
  if (includesRole(principal.role, role)) return principal;
  throw new RequestRefusedError(
    'forbidden',
    `this takes the role ${role}; ${principal.name} is ${principal.role}`,
  );
}
