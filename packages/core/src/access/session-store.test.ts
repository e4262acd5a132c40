import { beforeEach, expect, test } from 'vitest';
import { freezeDatabaseClock } from '../testing/frozen-clock.js';
import { useEmptyDatabase } from '../testing/use-test-database.js';
import { hashOfSecret } from './secret.js';
import { SessionStore } from './session-store.js';
import { TokenStore } from './token-store.js';

const { database, query } = useEmptyDatabase();
const store = new SessionStore(database);

const minuteMs = 60_000;
const start = Date.parse('2026-06-01T12:00:00Z');
const at = (ms: number) => freezeDatabaseClock(database, new Date(start + ms));
const link = hashOfSecret('link');

beforeEach(async () => {
  await at(0);
  await store.insertLink({ hash: link, name: 'ann', role: 'admin', lifeMs: 10 * minuteMs });
});

test('a link is used up by the first who comes with it, however many come at once', async () => {
  const taken = await Promise.all(Array.from({ length: 20 }, () => store.takeLink(link)));
  expect(taken.filter((identity) => identity !== null)).toMatchObject([{ name: 'ann', role: 'admin' }]);
  expect(await store.takeLink(link)).toBeNull();
});

test('a link that has expired lets nobody in', async () => {
  await at(10 * minuteMs);
  expect(await store.takeLink(link)).toBeNull();
});

test('a session lasts as long as it was opened for, or as its token', async () => {
  const tokens = new TokenStore(database);
  const hash = hashOfSecret('token');
  await tokens.insert({ name: 'ci', role: 'viewer', hash, actor: 'ann', expiresInMs: minuteMs });
  const tokenId = (await tokens.identify(hash))?.id ?? null;
  const session = { name: 'ci', role: 'viewer', lifeMs: 2 * minuteMs } as const;
  await store.open({ ...session, hash: hashOfSecret('a'), tokenId: null });
  expect(await store.open({ ...session, hash: hashOfSecret('b'), tokenId })).toEqual(
    new Date(start + minuteMs),
  );
  const open = async () =>
    (await Promise.all(['a', 'b'].map((secret) => store.identify(hashOfSecret(secret))))).map(
      (identity) => identity !== null,
    );
  expect(await open()).toEqual([true, true]);
  await at(minuteMs);
  expect(await open()).toEqual([true, false]);
  await at(2 * minuteMs);
  expect(await open()).toEqual([false, false]);
});

test('what has expired is removed when another comes', async () => {
  const session = { name: 'ann', role: 'admin', tokenId: null, lifeMs: minuteMs } as const;
  await store.open({ ...session, hash: hashOfSecret('a') });
  await at(10 * minuteMs);
  await store.open({ ...session, hash: hashOfSecret('b') });
  await store.insertLink({ hash: hashOfSecret('new'), name: 'ann', role: 'admin', lifeMs: minuteMs });
  expect(await query(`select 1 from web_sessions`)).toHaveLength(1);
  expect(await query(`select 1 from login_links`)).toHaveLength(1);
});

test('all are ended at once, links too', async () => {
  const session = { name: 'ann', role: 'admin', tokenId: null, lifeMs: minuteMs } as const;
  await store.open({ ...session, hash: hashOfSecret('a') });
  await store.open({ ...session, hash: hashOfSecret('b') });
  expect(await store.closeAll()).toBe(2);
  expect(await store.identify(hashOfSecret('a'))).toBeNull();
  expect(await store.takeLink(link)).toBeNull();
});
