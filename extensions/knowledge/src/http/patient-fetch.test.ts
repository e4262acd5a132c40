import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { LocalServer } from '../../test/local-server.js';
import { AskedToWaitError, patientFetch, retryAfter } from './patient-fetch.js';

let server: LocalServer;
const patience = { timeoutMs: 5_000, signal: new AbortController().signal, firstPauseMs: 1 };

beforeAll(async () => {
  server = await LocalServer.start(() => 'hello');
});
beforeEach(() => {
  server.asked.length = 0;
});
afterAll(() => server[Symbol.asyncDispose]());

test.each([429, 503])('tries again after %d, until it is answered', async (status) => {
  server.answer = () => (server.asked.length < 3 ? { status, headers: { 'retry-after': '0' } } : 'hello');
  expect(await (await patientFetch(server.url, {}, patience)).text()).toBe('hello');
  expect(server.asked).toHaveLength(3);
});

test('returns the last answer when the tries are used up', async () => {
  server.answer = () => ({ status: 500 });
  expect((await patientFetch(server.url, {}, patience)).status).toBe(500);
  expect(server.asked).toHaveLength(4);
});

test('does not try again what would end the same way', async () => {
  server.answer = () => ({ status: 404 });
  expect((await patientFetch(server.url, {}, patience)).status).toBe(404);
  expect(server.asked).toHaveLength(1);
});

test('does not wait for a pause that is too long', async () => {
  server.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } });
  const asked = patientFetch(server.url, {}, patience);
  await expect(asked).rejects.toMatchObject({ name: 'AskedToWaitError', milliseconds: 3_600_000 });
  await expect(asked).rejects.toBeInstanceOf(AskedToWaitError);
});

test('ends with its signal, also while it waits', async () => {
  const controller = new AbortController();
  server.answer = () => {
    controller.abort(new Error('cancelled'));
    return { status: 503, headers: { 'retry-after': '20' } };
  };
  const given = { ...patience, signal: controller.signal };
  await expect(patientFetch(server.url, {}, given)).rejects.toThrow(/abort|cancelled/i);
  expect(server.asked).toHaveLength(1);
});

test.each([
  [null, null],
  ['soon', null],
  ['2', 2_000],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 7_000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
])('a Retry-After of %j is a pause of %j ms', (header, pause) => {
  expect(retryAfter(header, 3_000)).toBe(pause);
});
