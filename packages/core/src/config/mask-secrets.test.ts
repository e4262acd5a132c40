import { expect, test } from 'vitest';
import { maskSecrets } from './mask-secrets.js';

test('what stands under a key that names a secret is masked, at any depth', () => {
  const given = {
    apiKey: 'k',
    api_key: 'k',
    nested: [{ password: 'p', Token: 't', user: 'u' }],
    credentials: { user: 'u' },
    passwordRequired: true,
    secret: null,
  };
  expect(maskSecrets(given)).toEqual({
    apiKey: '***',
    api_key: '***',
    nested: [{ password: '***', Token: '***', user: 'u' }],
    credentials: '***',
    passwordRequired: true,
    secret: null,
  });
});

test('the password of a URL is masked wherever it stands, and the rest stays', () => {
  expect(maskSecrets({ url: 'postgres://app:s3cret@db/infra', hosts: ['redis://x:y@z'], days: 7 })).toEqual({
    url: 'postgres://app:***@db/infra',
    hosts: ['redis://x:***@z'],
    days: 7,
  });
});
