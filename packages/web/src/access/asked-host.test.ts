import { expect, test } from 'vitest';
import { askedHost, isAllowedHost, readAllowedHosts } from './asked-host.js';

const allowed = readAllowedHosts(['Jobs.example.com', 'fe80::1', '10.0.0.7']);

test.each([
  '127.0.0.1:4141',
  'localhost',
  'LOCALHOST:1',
  '[::1]:4141',
  'jobs.example.com',
  'JOBS.example.com:443',
  '[fe80::1]:4141',
  '10.0.0.7:4141',
])('%s is allowed', (host) => {
  expect(isAllowedHost(host.toLowerCase(), allowed)).toBe(true);
});

test.each([
  'evil.example',
  'evil.example:4141',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  'jobs.example.com.evil.example',
  'evil.example/127.0.0.1',
  'evil@127.0.0.1',
  '127.0.0.1@evil.example',
  '127.0.0.1#',
  '127.0.0.1?x',
  '127.0.0.1 evil',
  '127.0.0.1\\evil.example',
  '192.168.0.1:4141',
  '0.0.0.0:4141',
  '',
  ':4141',
  '[::1',
])('%j is not', (host) => {
  expect(isAllowedHost(host, allowed)).toBe(false);
});

test('an empty name among those that are allowed opens nothing', () => {
  expect(isAllowedHost('', readAllowedHosts(['', '*']))).toBe(false);
  expect(isAllowedHost('evil.example', readAllowedHosts(['', '*']))).toBe(false);
});

test('the header says what is asked for, and the address where there is none', () => {
  const url = 'http://127.0.0.1:4141/';
  expect(askedHost(new Request(url))).toBe('127.0.0.1:4141');
  expect(askedHost(new Request(url, { headers: { host: 'Evil.Example' } }))).toBe('evil.example');
});
