import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashOfSecret, isSecret, newSecret } from './secret.js';

test('a secret has a prefix that scanners find, 256 random bits, and is another one each time', () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  expect(secrets.every((secret) => /^infra_[0-9a-f]{64}$/.test(secret) && isSecret(secret))).toBe(true);
  expect(new Set(secrets).size).toBe(100);
});

test('what is stored of it is its SHA-256', () => {
  expect(hashOfSecret('infra_x').toString('hex')).toBe(createHash('sha256').update('infra_x').digest('hex'));
});

test.each([
  '',
  'infra_',
  `infra_${'0'.repeat(63)}`,
  `infra_${'0'.repeat(65)}`,
  `infra_${'G'.repeat(64)}`,
  `${newSecret()}\n`,
])('%j is no secret, and the database is not asked', (text) => {
  expect(isSecret(text)).toBe(false);
});
