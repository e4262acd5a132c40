import { type Host, InfraError, type RuntimeEvent } from '@infra/core';
import { createFakeClock } from '@infra/core/testing';
import { expect, test } from 'vitest';
import type { Principal } from '../principal.js';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import type { AccessOptions } from './access-options.js';
import { Doorkeeper } from './doorkeeper.js';

class Away extends InfraError {
  readonly code = 'database_unreachable';
}

/** A doorkeeper of a host whose database is away. */
function keeper(options: AccessOptions = {}) {
  const clock = createFakeClock(1_000_000);
  const events: RuntimeEvent[] = [];
  const host = {
    clock,
    actor: 'ann',
    database: () => Promise.reject(new Away(`the database 'infra' at db.internal:5432 cannot be reached`)),
  } as unknown as Host;
  const doorkeeper = new Doorkeeper(host, (event) => events.push(event), { ...options, cookiePath: '/' });
  return { clock, events, doorkeeper };
}

const request = (headers: Record<string, string> = {}) => new Request('http://127.0.0.1/', { headers });
const connection = { address: '10.0.0.7' };
const bearer = { authorization: `Bearer infra_${'0'.repeat(64)}` };

async function refusalOf(work: Promise<unknown>): Promise<RequestRefusedError> {
  const error = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (error instanceof RequestRefusedError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

test('who reads a stream is looked at every minute, and dismissed when he may read no longer', async () => {
  let somebody: Principal | null = { name: 'ann', role: 'viewer' };
  const { clock, doorkeeper } = keeper({ authorise: () => somebody });
  let dismissed = false;
  const { signal } = new AbortController();
  const end = doorkeeper.untilDismissed(request(), connection, signal).then(() => (dismissed = true));
  await clock.advance(180_000);
  expect(dismissed).toBe(false);
  somebody = null;
  await clock.advance(60_000);
  await end;
});

test('a reader who has gone is not looked at any more; a database that is away dismisses nobody', async () => {
  const { clock, doorkeeper } = keeper();
  const gone = new AbortController();
  let dismissed = false;
  const end = doorkeeper
    .untilDismissed(request(bearer), connection, gone.signal)
    .then(() => (dismissed = true));
  await clock.advance(180_000);
  expect(dismissed).toBe(false);
  gone.abort();
  await end;
  expect(clock.next()).toBeNull();
});

test('a stranger is not told where the database is and why it does not answer; the log is, now and then', async () => {
  const { clock, doorkeeper, events } = keeper();
  for (let time = 0; time < 5; time++) {
    const refusal = await refusalOf(doorkeeper.admit(request(bearer), connection, 'viewer'));
    expect(refusal.code).toBe('entrance_closed');
    expect(`${refusal.message}${refusal.hint}`).not.toMatch(/internal|5432|infra'/);
  }
  expect(events).toHaveLength(1);
  expect(events).toMatchObject([{ kind: 'database_lost', reason: expect.stringContaining('db.internal') }]);
  await clock.advance(10_000);
  await refusalOf(doorkeeper.logIn(request(), connection, bearer.authorization.slice(7)));
  expect(events).toHaveLength(2);
});

test('where nobody logs in, there is no session to open', async () => {
  const { doorkeeper } = keeper({ login: false });
  expect(await doorkeeper.admit(request(), connection, 'admin')).toMatchObject({
    name: 'anonymous',
    hasSession: false,
  });
  expect((await refusalOf(doorkeeper.logIn(request(), connection, 'x'))).code).toBe('not_found');
  expect((await refusalOf(doorkeeper.logOut(request()))).code).toBe('not_found');
});

test('an application that says who asks says also by what names it is called', async () => {
  const anybody = { authorise: () => null };
  const strange = new Request('http://app.example.com/');
  expect(() => keeper(anybody).doorkeeper.check(strange)).not.toThrow();
  expect(() => keeper({ ...anybody, allowedHosts: [] }).doorkeeper.check(strange)).toThrow('app.example.com');
  expect(() => keeper({ allowedHosts: ['app.example.com'] }).doorkeeper.check(strange)).not.toThrow();
  expect(() => keeper().doorkeeper.check(strange)).toThrow('app.example.com');
  const { doorkeeper } = keeper(anybody);
  expect((await refusalOf(doorkeeper.admit(strange, connection, 'viewer'))).code).toBe('unauthenticated');
});

test('a role that an application has invented may do nothing', async () => {
  const { doorkeeper } = keeper({ authorise: () => ({ name: 'ann', role: 'root' as 'admin' }) });
  expect((await refusalOf(doorkeeper.admit(request(), connection, 'viewer'))).code).toBe('forbidden');
});

test.each([
  [false, '10.0.0.7'],
  [true, '192.0.2.9'],
])('what a visitor says of his address is believed behind a proxy alone: %s', (behindProxy, address) => {
  const { doorkeeper } = keeper({ behindProxy });
  const forwarded = request({ 'x-forwarded-for': '1.2.3.4, 192.0.2.9' });
  expect(doorkeeper.addressOf(forwarded, connection)).toBe(address);
  expect(doorkeeper.addressOf(request(), connection)).toBe('10.0.0.7');
});
