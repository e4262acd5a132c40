import { expect, test } from 'vitest';
import { sessionCookie } from './session-cookie.js';

const inAnHour = () => new Date(Date.now() + 3_600_500);

function cookieOf(url: string, headers: Record<string, string> = {}, path = '/') {
  return sessionCookie(new Request(url, { headers }), path);
}

test.each([
  [
    'http://127.0.0.1:4141/',
    {},
    '/',
    'infra_session_4141=s; Max-Age=3600; Path=/; HttpOnly; SameSite=Strict',
  ],
  [
    'https://jobs.example.com/',
    {},
    '/',
    '__Host-infra_session=s; Max-Age=3600; Path=/; HttpOnly; SameSite=Strict; Secure',
  ],
  [
    'http://127.0.0.1:4141/',
    { host: 'jobs.example.com', 'x-forwarded-proto': 'https' },
    '/',
    '__Host-infra_session=s; Max-Age=3600; Path=/; HttpOnly; SameSite=Strict; Secure',
  ],
  [
    'https://app.example.com/infra/',
    {},
    '/infra',
    'infra_session=s; Max-Age=3600; Path=/infra; HttpOnly; SameSite=Strict; Secure',
  ],
])('%s %j at %s: %s', (url, headers, path, written) => {
  expect(cookieOf(url, headers as Record<string, string>, path).written('s', inAnHour())).toBe(written);
});

test('it is read by its whole name, and forgotten by it', () => {
  const cookie = 'x=1; infra_session=no; infra_session_4141=yes; infra_session_4142=no';
  const read = cookieOf('http://127.0.0.1:4141/', { cookie });
  expect(read.read()).toBe('yes');
  expect(read.forgotten()).toMatch(/^infra_session_4141=; Max-Age=0; Path=\/;/);
  expect(cookieOf('http://127.0.0.1:4143/', { cookie }).read()).toBeNull();
  expect(cookieOf('http://127.0.0.1:4141/').read()).toBeNull();
});

test('over https only what https has set is read', () => {
  const cookie = 'infra_session=tossed';
  expect(cookieOf('https://jobs.example.com/', { cookie }).read()).toBeNull();
});
