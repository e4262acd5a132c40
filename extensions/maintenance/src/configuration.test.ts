import { describe, expect, it } from 'vitest';
import { configurationSchema } from './configuration.js';

describe('the configuration', () => {
  it('has a default for everything, also when the host says nothing', () => {
    const byDefault = {
      tables: {},
      retention: { requests: 30 * 24 * 3_600_000 },
      behavior: {
        minimumRequests: 20,
        requestRate: { notable: 60, severe: 180 },
        regularGaps: { notable: 0.3 },
        clientErrors: { notable: 0.4, severe: 0.8 },
        breadth: { notable: 100, severe: 400 },
      },
    };
    expect(configurationSchema.parse(undefined)).toEqual(byDefault);
    expect(configurationSchema.parse({})).toEqual(byDefault);
  });

  it('fills in the columns that a host does not name', () => {
    const { tables } = configurationSchema.parse({
      tables: { sessions: { table: 'app.user_sessions', columns: { lastSeenAt: 'lastActivityAt' } } },
    });
    expect(tables.sessions).toEqual({
      table: 'app.user_sessions',
      columns: { id: 'id', lastSeenAt: 'lastActivityAt' },
    });
  });

  it.each([
    'sessions; drop table users',
    'a.b.c',
    '"sessions"',
    'user sessions',
    '1st',
    '',
    `a${'b'.repeat(63)}`,
    "sessions'--",
  ])('refuses the table %j', (table) => {
    expect(configurationSchema.safeParse({ tables: { sessions: { table } } }).success).toBe(false);
  });

  it.each(['s.id', 'id"', 'id) or (true', ''])('refuses the column %j', (id) => {
    const tables = { sessions: { table: 'sessions', columns: { id } } };
    expect(configurationSchema.safeParse({ tables }).success).toBe(false);
  });

  it('names the path and the value of a mistake', () => {
    const tables = { requests: { table: 'log', columns: { path: 'url path' } } };
    const issues = configurationSchema.safeParse({ tables }).error?.issues ?? [];
    expect(issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      expect.stringMatching(/^tables\.requests\.columns\.path: 'url path' is not an SQL identifier/),
    ]);
  });

  it('refuses contexts of the host without a word on what holds them: every one would count as empty', () => {
    expect(configurationSchema.safeParse({ tables: { contexts: { table: 'carts' } } }).success).toBe(false);
    expect(
      configurationSchema.safeParse({ tables: { contexts: { table: 'carts', heldBy: [] } } }).success,
    ).toBe(false);
  });

  it('refuses a severe figure that is not above the notable one, and unknown keys', () => {
    expect(configurationSchema.safeParse({ behavior: { breadth: { notable: 400 } } }).success).toBe(false);
    expect(configurationSchema.safeParse({ behaviour: {} }).success).toBe(false);
  });

  it.each(['0d', 'a month', 0, -1, null, {}, '11000d'])('refuses to keep requests for %j', (requests) => {
    expect(configurationSchema.safeParse({ retention: { requests } }).success).toBe(false);
  });
});
