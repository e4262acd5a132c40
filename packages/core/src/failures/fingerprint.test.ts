import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { database } = useTestDatabase();

async function fingerprintOf(message: string, job = 'job', code = 'job_threw'): Promise<string | undefined> {
  const text = `select ${fingerprint('$1::text', '$2::text', '$3::text')} as fingerprint`;
  const [row] = await database.query<{ fingerprint: string }>({ name: 'fingerprint', text }, [
    job,
    code,
    message,
  ]);
  return row?.fingerprint;
}

describe('a fingerprint', () => {
  it.each([
    ['row 17 of 200 is broken', 'row 4 of 9 is broken'],
    ['timed out after 1500ms', 'timed out after 20ms'],
    ['no user 7f9c24e8-3b12-4fef-91e0-56a2d5a0cc5e', 'no user 00000000-3b12-4FEF-91e0-56a2d5a0cc5e'],
    ['commit a3f9b2c is unknown', 'commit 77e1d0a is unknown'],
    ['at 0xdeadbeef', 'at 0x1f'],
    ["cannot open '/a/b.md'", "cannot open '/c.md'"],
    ['cannot open "/a/b.md"', 'cannot open "/c.md"'],
    ['cannot open `a`', 'cannot open `b`'],
    ["can't open 'a', won't try 'b'", "can't open 'c', won't try 'd'"],
  ])('is the same for %j and %j', async (one, other) => {
    expect(await fingerprintOf(one)).toBe(await fingerprintOf(other));
  });

  it.each([
    ['no such table', 'no such column'],
    ["can't open it, won't try", "can't close it, won't try"],
    ['the facade is faded', 'the decade is faded'],
    ['', 'something'],
  ])('differs between %j and %j', async (one, other) => {
    expect(await fingerprintOf(one)).not.toBe(await fingerprintOf(other));
  });

  it('tells jobs and codes apart, and is short', async () => {
    const one = await fingerprintOf('gone');
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(await fingerprintOf('gone', 'other')).not.toBe(one);
    expect(await fingerprintOf('gone', 'job', 'timeout')).not.toBe(one);
  });

  it('is had of a message of a megabyte too', async () => {
    expect(await fingerprintOf('x1 '.repeat(350_000))).toMatch(/^[0-9a-f]{16}$/);
  });
});
