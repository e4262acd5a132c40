import { expect, test } from 'vitest';
import { isFromForeignOrigin } from './foreign-origin.js';

const from = (headers: Record<string, string>, host = '127.0.0.1:4141') =>
  isFromForeignOrigin(new Request('http://127.0.0.1:4141/', { headers }), host);

test.each<Record<string, string>>([
  {},
  { origin: 'http://127.0.0.1:4141' },
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:4141' },
])('its own pages and programs may ask: %j', (headers) => {
  expect(from(headers)).toBe(false);
});

test.each<Record<string, string>>([
  { origin: 'http://evil.example' },
  { origin: 'null' },
  { origin: '' },
  { origin: 'http://127.0.0.1:4142' },
  { origin: 'http://127.0.0.1' },
  { origin: 'http://127.0.0.1:4141.evil.example' },
  { origin: 'http://127.0.0.1:4141@evil.example' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'invented' },
  { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:4141' },
])('other pages may not, other ports of this machine neither: %j', (headers) => {
  expect(from(headers)).toBe(true);
});

test('behind a proxy with TLS the standard port goes without saying', () => {
  const origin = 'https://jobs.example.com';
  expect(from({ origin }, 'jobs.example.com')).toBe(false);
  expect(from({ origin }, 'jobs.example.com:443')).toBe(false);
  expect(from({ origin }, 'jobs.example.com:8443')).toBe(true);
});
