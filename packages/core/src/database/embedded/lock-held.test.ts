import { expect, test } from 'vitest';
import { lockHeld } from './lock-held.js';

test.each([
  ['FATAL:  lock file "postmaster.pid" already exists', true],
  ['pg_ctl: the PID file "/d/postmaster.pid" is empty', true],
  ['pg_ctl: invalid data in PID file "/d/postmaster.pid"', true],
  ['FATAL:  lock file "postmaster.pid" is empty', true],
  ['FATAL:  bogus data in lock file "postmaster.pid": ""', true],
  ['FATAL:  pre-existing shared memory block (key 5, ID 7) is still in use', true],
  ['LOG:  starting PostgreSQL 18.4\npg_ctl: the PID file "/d/postmaster.pid" is empty', true],
  ['FATAL:  data directory "/d" has invalid permissions', false],
  ['pg_ctl: could not open PID file "/d/postmaster.pid": Permission denied', false],
  ['FATAL:  invalid value for parameter "shared_buffers": "a lot"', false],
  ['', false],
])('%j: the lock is held: %s', (said, held) => {
  expect(lockHeld(said)).toBe(held);
});
