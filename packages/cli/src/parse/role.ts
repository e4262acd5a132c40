import type { Role } from '@infra/core';
import { invalidValue } from '../exit/usage-error.js';

/** Reads what somebody may do over HTTP. */
export function role(text: string): Role {
  if (text === 'viewer' || text === 'operator' || text === 'admin') return text;
  throw invalidValue(`--role takes viewer, operator or admin, not '${text}'`);
}
