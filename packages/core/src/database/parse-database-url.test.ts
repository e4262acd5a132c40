import { afterEach, describe, expect, it, vi } from 'vitest';
import { InvalidDatabaseUrlError, parseDatabaseUrl } from './parse-database-url.js';

afterEach(() => vi.unstubAllEnvs());

describe('a database URL', () => {
  it.each([
    [
      'postgres://me:p%40ss@db.example:6432/jobs',
      { host: 'db.example', port: 6432, user: 'me', password: 'p@ss' },
    ],
    ['postgresql://db.example/jobs', { host: 'db.example', port: 5432, user: 'postgres' }],
    ['postgres://me@localhost/jobs?host=/run/postgresql', { host: '/run/postgresql', user: 'me' }],
    [
      'postgres://me:secret@/jobs?host=/run/postgresql&port=5433',
      { host: '/run/postgresql', port: 5433, password: 'secret' },
    ],
    ['postgres://[::1]/jobs', { host: '::1' }],
    ['postgres://h/jobs?sslmode=require', { ssl: { rejectUnauthorized: false } }],
    ['postgres://h/jobs?sslmode=verify-full', { ssl: true }],
    ['postgres://h/jobs?sslmode=disable', { ssl: false }],
  ])('%s is read', (url, fields) => {
    expect(parseDatabaseUrl(url)).toMatchObject({ database: 'jobs', ...fields });
  });

  it('takes the password from PGPASSWORD when it holds none', () => {
    vi.stubEnv('PGPASSWORD', 'from the environment');
    expect(parseDatabaseUrl('postgres://me@h/jobs').password).toBe('from the environment');
    expect(parseDatabaseUrl('postgres://me:own@h/jobs').password).toBe('own');
  });

  it.each([
    'mysql://me:hunter2@h/jobs',
    'not a URL with hunter2',
    'postgres://me:hunter2@h',
    'postgres://me:hunter2%zz@h/jobs',
    'postgres://me:hunter2@h/jobs?port=none',
    'postgres://me:hunter2@h/jobs?sslmode=maybe',
  ])('%s is refused without repeating it', (url) => {
    const refusal = (() => {
      try {
        return parseDatabaseUrl(url);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(InvalidDatabaseUrlError);
    expect((refusal as Error).message).not.toContain('hunter2');
  });
});
