import type { RuntimeEvent } from '@infra/core';
import { expect, test } from 'vitest';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import { RefusalLog } from './refusal-log.js';

function watched() {
  const clock = { now: 1_000_000 };
  const events: RuntimeEvent[] = [];
  const log = new RefusalLog(
    (event) => events.push(event),
    () => clock.now,
  );
  const refuse = (code: RequestRefusedError['code'], path = '/api/runs?token=secret') =>
    log.tell(new RequestRefusedError(code, ''), new Request(`http://127.0.0.1${path}`), '10.0.0.7');
  return { clock, events, log, refuse };
}

test('a refusal is told without its query, and at most so much of its path', () => {
  const { events, refuse } = watched();
  refuse('forbidden');
  refuse('forbidden', `/${'x'.repeat(5_000)}\u0007`);
  expect(events).toMatchObject([
    { kind: 'request_refused', code: 'forbidden', path: '/api/runs', address: '10.0.0.7', name: null },
    { path: expect.stringMatching(/^\/x{199}$/) },
  ]);
});

test('many of one kind are counted, and hide none of another', () => {
  const { clock, events, refuse } = watched();
  for (let time = 0; time < 1_000; time++) refuse('too_many_logins');
  refuse('host_not_allowed');
  expect(events).toHaveLength(21);
  clock.now += 60_000;
  refuse('too_many_logins');
  expect(events.slice(21)).toMatchObject([
    { kind: 'refusals_untold', count: 980 },
    { code: 'too_many_logins' },
  ]);
});

test('what is only a mistake is not told, and neither is what is no refusal', () => {
  const { events, log, refuse } = watched();
  refuse('not_found');
  refuse('invalid_request');
  log.tell(new Error('x'), new Request('http://127.0.0.1/'), null);
  expect(events).toEqual([]);
});
