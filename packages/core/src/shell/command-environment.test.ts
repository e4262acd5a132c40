import { expect, test } from 'vitest';
import { withoutSecrets, withSecretsOf } from './command-environment.js';

test.each([
  ['GITHUB_TOKEN', 'x'],
  ['AWS_SECRET_ACCESS_KEY', 'x'],
  ['DB_PASS', 'x'],
  ['PGPASSWORD', 'x'],
  ['SSH_KEY', 'x'],
  ['HTTP_AUTH', 'x'],
  ['PLAIN', 'ghp_0123456789abcdef'],
  ['PLAIN', 'sk-proj-0123'],
  ['PLAIN', '-----BEGIN RSA PRIVATE KEY-----\nabc'],
  ['DATABASE_URL', 'postgresql://me:hidden@host/db'],
])('%s=%s is not stored', (name, value) => {
  expect(withoutSecrets({ [name]: value, PATH: '/bin' })).toEqual({
    environment: { PATH: '/bin' },
    secrets: [name],
  });
});

test.each([
  ['PWD', '/home/me'],
  ['OLDPWD', '/'],
  ['SSL_CERT_FILE', '/etc/ssl/cert.pem'],
  ['KEYBOARD', 'de'],
  ['DATABASE_URL', 'postgresql://host/db'],
  ['API_TOKEN', ''],
])('%s=%s is stored', (name, value) => {
  expect(withoutSecrets({ [name]: value }).environment).toEqual({ [name]: value });
});

test('what was left out is taken from another environment, and what is missing there is named', () => {
  const stored = withoutSecrets({ PATH: '/bin', A_TOKEN: 'old', B_TOKEN: 'old' });
  expect(withSecretsOf(stored, { A_TOKEN: 'new', PATH: '/other', MORE: '1' })).toEqual({
    environment: { PATH: '/bin', A_TOKEN: 'new' },
    missing: ['B_TOKEN'],
  });
});
