import { expect, test } from 'vitest';
import { includesRole, type Role } from './role.js';

test.each<[Role, Role, boolean]>([
  ['viewer', 'viewer', true],
  ['viewer', 'operator', false],
  ['viewer', 'admin', false],
  ['operator', 'viewer', true],
  ['operator', 'operator', true],
  ['operator', 'admin', false],
  ['admin', 'viewer', true],
  ['admin', 'admin', true],
])('a %s may do what a %s is needed for: %s', (role, needed, may) => {
  expect(includesRole(role, needed)).toBe(may);
});

test('a role that nobody knows may do nothing', () => {
  expect(includesRole('root' as Role, 'viewer')).toBe(false);
});
