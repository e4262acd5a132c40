import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InfraHost, unscheduled } from './infra-host.js';

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make(unscheduled);
  await host.infra(['db', 'migrate']);
});

afterAll(() => host.remove());

describe('infra tokens', () => {
  test('create prints the secret once, list never, revoke ends it', async () => {
    const { data } = await host.artifact('tokens create', [
      '--name',
      'ci',
      '--role',
      'operator',
      '--expires',
      '30d',
    ]);
    expect(data.secret).toMatch(/^infra_[0-9a-f]{64}$/);
    const inMs = new Date(data.expires_at ?? 0).getTime() - Date.now();
    expect(inMs).toBeGreaterThan(29 * 86_400_000);
    expect(inMs).toBeLessThan(31 * 86_400_000);

    const list = await host.infra(['tokens', 'list', '--json']);
    expect(JSON.parse(list.stdout)).toMatchObject({
      data: { tokens: [{ name: 'ci', role: 'operator', expired: false, last_used_at: null }], total: 1 },
    });
    expect(list.stdout).not.toContain(data.secret.slice(-20));

    await host.artifact('tokens revoke', ['ci', '--reason', 'done']);
    expect((await host.artifact('tokens list')).data.total).toBe(0);
    const { data: trail } = await host.artifact('audit', ['--target', 'ci']);
    expect(trail.events.map(({ action, reason }) => [action, reason])).toEqual([
      ['token_revoked', 'done'],
      ['token_created', null],
    ]);
    expect(JSON.stringify(trail)).not.toContain(data.secret.slice(-20));
  });

  test('on a pipe create prints the secret alone, and link the link alone', async () => {
    const created = await host.infra(['tokens', 'create', '--name', 'pipe', '--role', 'viewer']);
    expect(created.stdout).toMatch(/^infra_[0-9a-f]{64}\n$/);
    const link = await host.infra(['tokens', 'link', '--url', 'https://jobs.example.com/base/']);
    expect(link.stdout).toMatch(/^https:\/\/jobs\.example\.com\/base\/login#infra_[0-9a-f]{64}\n$/);
  });

  test.each([
    [['create', '--name', 'x', '--role', 'root'], 'invalid_value'],
    [['create', '--name', 'x'], 'usage'],
    [['create', '--name', '<b>x</b>', '--role', 'viewer'], 'invalid_value'],
    [['create', '--name', ' ', '--role', 'viewer'], 'invalid_value'],
    [['create', '--name', 'x'.repeat(61), '--role', 'viewer'], 'invalid_value'],
    [['create', '--name', 'x', '--role', 'viewer', '--expires', 'soon'], 'invalid_value'],
    [['create', '--name', 'x', '--role', 'viewer', '--expires', '1s'], 'invalid_value'],
    [['create', '--name', 'pipe', '--role', 'admin'], 'invalid_value'],
    [['revoke'], 'usage'],
    [['revoke', 'pipe', '--sessions'], 'usage'],
    [['revoke', 'pipes'], 'token_not_found'],
    [['link', '--url', 'javascript:alert(1)'], 'invalid_value'],
    [['link', '--url', 'http://ann:secret@127.0.0.1'], 'invalid_value'],
  ])('tokens %j is refused, and nothing is made', async (words, code) => {
    const before = (await host.artifact('tokens list')).data;
    expect(await host.failure(['tokens', ...words])).toMatchObject({ exitCode: 2, code });
    expect((await host.artifact('tokens list')).data).toEqual(before);
  });
});
