import { expect, test } from 'vitest';
import { redactSecrets } from './redact-secrets.js';

test.each([
  ['cannot use postgres://app:s3cret@db/infra', 'cannot use postgres://app:***@db/infra'],
  ['postgres://app:p@ss@db:5432/infra refused', 'postgres://app:***@db:5432/infra refused'],
  ['postgres:///infra?user=app&password=s3cret&x=1', 'postgres:///infra?user=app&password=***&x=1'],
  ['see https://example.org/a:b@c', 'see https://example.org/a:b@c'],
])('a password does not survive in %j', (text, shown) => {
  expect(redactSecrets(text)).toBe(shown);
});
