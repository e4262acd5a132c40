import { beforeEach, expect, test } from 'vitest';
import { freezeDatabaseClock } from '../testing/frozen-clock.js';
import { useEmptyDatabase } from '../testing/use-test-database.js';
import { hashOfSecret, newSecret } from './secret.js';
import { SessionStore } from './session-store.js';
import { TokenStore } from './token-store.js';

const { database, query } = useEmptyDatabase();
const store = new TokenStore(database);

const minuteMs = 60_000;
const start = Date.parse('2026-06-01T12:00:00Z');
const at = (ms: number) => freezeDatabaseClock(database, new Date(start + ms));

beforeEach(() => at(0));

async function made(name: string, expiresInMs: number | null = null): Promise<Buffer> {
  const hash = hashOfSecret(newSecret());
  expect(await store.insert({ name, role: 'operator', hash, actor: 'ann', expiresInMs })).not.toBeNull();
  return hash;
}

test('a token is known by its hash until it expires, and listed after that', async () => {
  const hash = await made('ci', minuteMs);
  expect(await store.identify(hash)).toMatchObject({
    name: 'ci',
    role: 'operator',
    expiresAt: new Date(start + minuteMs),
  });
  await at(minuteMs);
  expect(await store.identify(hash)).toBeNull();
  expect(await store.list()).toMatchObject([{ name: 'ci', expired: true, createdBy: 'ann' }]);
});

test('another hash is nobody, and a name is given once', async () => {
  await made('ci');
  expect(await store.identify(hashOfSecret(newSecret()))).toBeNull();
  const again = {
    name: 'ci',
    role: 'admin',
    hash: hashOfSecret('x'),
    actor: 'ben',
    expiresInMs: null,
  } as const;
  expect(await store.insert(again)).toBeNull();
  expect(await store.list()).toMatchObject([{ role: 'operator' }]);
});

test('its last use is written at most once a minute', async () => {
  const hash = await made('ci');
  const lastUse = async () => (await store.list())[0]?.lastUsedAt;
  expect(await lastUse()).toBeNull();
  await store.identify(hash);
  expect(await lastUse()).toEqual(new Date(start));
  await at(minuteMs - 1);
  await store.identify(hash);
  expect(await lastUse()).toEqual(new Date(start));
  await at(minuteMs);
  await store.identify(hash);
  expect(await lastUse()).toEqual(new Date(start + minuteMs));
});

test('a removed token is nobody, and neither are the sessions made from it', async () => {
  const hash = await made('ci');
  const other = await made('other');
  const sessions = new SessionStore(database);
  const id = (await store.identify(hash))?.id ?? null;
  const session = { name: 'ci', role: 'operator', lifeMs: minuteMs } as const;
  await sessions.open({ ...session, hash: hashOfSecret('a'), tokenId: id });
  await sessions.open({ ...session, hash: hashOfSecret('b'), tokenId: null });
  expect((await store.list()).map((token) => token.sessions)).toEqual([1, 0]);
  expect(await store.remove('ci')).toBe(true);
  expect(await store.remove('ci')).toBe(false);
  expect(await store.identify(hash)).toBeNull();
  expect(await sessions.identify(hashOfSecret('a'))).toBeNull();
  expect(await sessions.identify(hashOfSecret('b'))).not.toBeNull();
  expect(await store.identify(other)).not.toBeNull();
});

test('no secret is stored, only its hash', async () => {
  const secret = newSecret();
  await store.insert({
    name: 'ci',
    role: 'viewer',
    hash: hashOfSecret(secret),
    actor: 'ann',
    expiresInMs: null,
  });
  const [row] = await query<{ text: string }>(`select t::text as text from access_tokens t`);
  expect(row?.text).toContain(hashOfSecret(secret).toString('hex'));
  expect(row?.text).not.toContain(secret.slice('infra_'.length));
});
