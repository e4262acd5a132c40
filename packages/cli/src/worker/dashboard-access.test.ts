import { expect, test } from 'vitest';
import { allowedHost, dashboardAccess } from './dashboard-access.js';

const usual = { host: '127.0.0.1', login: true, allowedHosts: [], behindProxy: false };

test.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('%s may be served without a login', (host) => {
  expect(dashboardAccess({ ...usual, host, login: false })).toMatchObject({ login: false });
});

test.each([
  { ...usual, host: '0.0.0.0' },
  { ...usual, host: '192.168.1.4' },
  { ...usual, host: '127.0.0.1.example.com' },
  { ...usual, allowedHosts: ['jobs.example.com'] },
  { ...usual, behindProxy: true },
])('without a login nobody else is let in: %j', (flags) => {
  expect(() => dashboardAccess({ ...flags, login: false })).toThrow('--no-login');
});

test('every address of the machine is known by all its names', () => {
  const { allowedHosts } = dashboardAccess({ ...usual, host: '0.0.0.0', allowedHosts: ['jobs.example.com'] });
  expect(allowedHosts).toEqual(expect.arrayContaining(['127.0.0.1', 'jobs.example.com']));
  expect(allowedHosts).not.toContain('0.0.0.0');
});

test.each(['jobs.example.com', 'localhost', '10.0.0.7', '::1', '[fe80::1]', 'a_b-c'])(
  '%s is a name',
  (name) => {
    expect(allowedHost(name, ['x'])).toEqual(['x', name]);
  },
);

test.each(['', '*', 'jobs.example.com:443', 'http://jobs.example.com', 'a b', 'a@b', 'x'.repeat(254)])(
  '%j is none',
  (name) => {
    expect(() => allowedHost(name, undefined)).toThrow('--allowed-host');
  },
);
