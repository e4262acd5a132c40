import { includesRole, type Role } from '@infra/core';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import type { Principal } from '../principal.js';

/**
 * Lets somebody pass who has this role or a higher one.
 * @throws {RequestRefusedError} `unauthenticated` for nobody, `forbidden` for a lower role.
 */
export function requireRole<Somebody extends Principal>(principal: Somebody | null, role: Role): Somebody {
  if (principal === null) throw nobodyIsLoggedIn();
  if (includesRole(principal.role, role)) return principal;
  throw new RequestRefusedError(
    'forbidden',
    `this takes the role ${role}; ${principal.name} is ${principal.role}`,
    { who: principal.name },
  );
}

/** Nobody has shown who he is. */
export function nobodyIsLoggedIn(): RequestRefusedError {
  return new RequestRefusedError('unauthenticated', 'nobody is logged in', {
    hint: 'log in, or send a token as `Authorization: Bearer …`',
    headers: { 'www-authenticate': 'Bearer' },
  });
}
