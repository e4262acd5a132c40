import { describe, expect, it } from 'vitest';
import { SchemaTooNewError } from './database-errors.js';
import { missingMigrations } from './schema-version.js';

const there = (version: number, worksWith: number) => [{ package: 'core', version, worksWith }];
const knows = (version: number) => new Map([['core', version]]);

describe('a program beside a schema', () => {
  it.each([
    ['has never been migrated', [], 2, [{ package: 'core', has: 0, needs: 2 }]],
    ['is behind', there(1, 1), 2, [{ package: 'core', has: 1, needs: 2 }]],
    ['is what the program knows', there(2, 1), 2, []],
    ['is newer and says that the program may still work with it', there(5, 2), 2, []],
  ])('is told what is missing when the schema %s', (_, versions, program, missing) => {
    expect(missingMigrations(versions, knows(program))).toEqual(missing);
  });

  it('is refused when the schema asks for a newer one', () => {
    expect(() => missingMigrations(there(5, 3), knows(2))).toThrow(SchemaTooNewError);
    expect(() => missingMigrations(there(5, 3), knows(2))).toThrow(
      /core asks for .* version 3; this one knows version 2/,
    );
  });

  it('does not mind packages that it does not have', () => {
    expect(missingMigrations([{ package: 'other', version: 9, worksWith: 9 }], new Map())).toEqual([]);
  });
});
