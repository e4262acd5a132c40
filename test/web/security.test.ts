import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { operations } from '@infra/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { entryCode, extensionFiles } from '../registry/host-fixture.js';
import { bearer, codeOf, type Reply, SecuredServer, type SentRequest } from './secured-server.js';

const script = '<script>alert("x")</script><img src=x onerror=alert(1)>';

let server: SecuredServer;
let viewer: Record<string, string>;
let operator: Record<string, string>;
let admin: Record<string, string>;

beforeAll(async () => {
  server = await SecuredServer.make(
    {},
    {
      'infra.config.json': JSON.stringify({ extensions: ['./hostile'] }),
      ...extensionFiles('hostile', {
        'entry.js': entryCode(
          `{ name: 'hostile', jobs: [Hostile] }`,
          `class Hostile { async execute({ logger, parameters }) { logger.info(parameters.note); throw new Error(parameters.note); } }
           Job({ name: 'hostile', description: ${JSON.stringify(script)}, parameters: z.strictObject({ note: z.string() }) })(Hostile);`,
        ),
      }),
    },
  );
  viewer = bearer(await server.token('vera', 'viewer'));
  operator = bearer(await server.token('otto', 'operator'));
  admin = bearer(await server.token('ada', 'admin'));
  await server.project.infra(['jobs', 'run', 'hostile', '-p', `note=${script}`]);
});

afterAll(() => server.remove());

beforeEach(() => void server.refused());

const post = { method: 'POST', body: {} };

async function audited(action: string) {
  const { data } = await server.project.artifact('audit', ['--action', action, '-n', '10000']);
  return data.events;
}

describe('nobody enters without a secret', () => {
  test.each(['/api/jobs', '/api/runs', '/api/runs/1/logs', '/api/audit', '/api/status', '/api/doctor'])(
    '%s is for somebody',
    async (path) => {
      const reply = await server.send(path);
      expect([reply.status, codeOf(reply), reply.headers['www-authenticate']]).toEqual([
        401,
        'unauthenticated',
        'Bearer',
      ]);
      expect(server.refused()).toEqual(['unauthenticated']);
      expect((await server.send(path, { headers: viewer })).status).toBe(200);
    },
  );

  test.each([
    ['wrong', `Bearer infra_${'0'.repeat(64)}`],
    ['a statement', `Bearer ' or 1=1 --`],
    ['no token', 'Bearer x'],
    ['another scheme', 'Basic YWRtaW46YWRtaW4='],
  ])('a token that is %s is refused', async (_, authorization) => {
    const reply = await server.send('/api/jobs', {
      headers: { authorization, 'x-forwarded-for': '10.0.0.1' },
    });
    expect([reply.status, codeOf(reply)]).toEqual([401, 'unauthenticated']);
    expect(server.refused()).toEqual(['unauthenticated']);
  });

  test('a token in the address is none', async () => {
    const token = viewer['authorization']?.slice(7) ?? '';
    expect((await server.send(`/api/jobs?token=${token}`)).status).toBe(401);
    expect(JSON.stringify(server.events)).not.toContain(token);
  });

  test('an expired and a revoked token are refused, and so are the sessions made from them', async () => {
    const expired = await server.token('expired', 'admin');
    const revoked = await server.token('revoked', 'admin');
    const cookies = [await server.logIn(expired), await server.logIn(revoked)];
    await server.statement(
      `update access_tokens set expires_at = infra_now() - interval '1 ms' where name = 'expired'`,
    );
    await server.statement(
      `update web_sessions s set expires_at = t.expires_at from access_tokens t where t.id = s.token_id and t.name = 'expired'`,
    );
    await server.project.artifact('tokens revoke', ['revoked']);
    for (const headers of [bearer(expired), bearer(revoked), ...cookies.map((cookie) => ({ cookie }))])
      expect((await server.send('/api/jobs', { headers })).status).toBe(401);
    const failed = await audited('login_failed');
    expect(failed.length).toBeGreaterThan(1);
    expect(JSON.stringify(failed)).not.toContain(expired.slice(-20));
  });
});

describe('a link', () => {
  test('opens one session, which a script cannot read and another site cannot use', async () => {
    const secret = await server.link();
    const reply = await server.send('/api/session', { method: 'POST', body: { token: secret } });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toMatchObject({ role: 'admin', can_log_out: true });
    expect(reply.text).not.toContain('infra_');
    const [cookie = ''] = reply.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      new RegExp(
        `^infra_session_${server.server.port}=infra_[0-9a-f]{64}; Max-Age=43\\d{3}; Path=/; HttpOnly; SameSite=Strict$`,
      ),
    );
    expect(cookie).not.toContain(secret);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await server.send('/api/session', { headers })).status).toBe(200);

    const again = await server.send('/api/session', { method: 'POST', body: { token: secret } });
    expect([again.status, codeOf(again), again.headers['set-cookie']]).toEqual([
      401,
      'unauthenticated',
      undefined,
    ]);
    expect((await audited('logged_in')).length).toBeGreaterThan(0);
    expect((await audited('login_failed')).length).toBeGreaterThan(0);
  });

  test('is no token', async () => {
    const secret = await server.link();
    expect((await server.send('/api/jobs', { headers: bearer(secret) })).status).toBe(401);
    expect(await server.logIn(secret)).not.toBe('');
  });
});

describe('a session', () => {
  test('is never one that the browser was given before, and ends the one that it had', async () => {
    const token = viewer['authorization']?.slice(7) ?? '';
    const planted = `infra_session_${server.server.port}=infra_${'f'.repeat(64)}`;
    const first = await server.logIn(token, { cookie: planted });
    expect(first).not.toBe(planted);
    expect((await server.send('/api/jobs', { headers: { cookie: planted } })).status).toBe(401);
    const second = await server.logIn(token, { cookie: first });
    expect((await server.send('/api/jobs', { headers: { cookie: first } })).status).toBe(401);
    expect((await server.send('/api/jobs', { headers: { cookie: second } })).status).toBe(200);
  });

  test('is over when somebody logs out, and the audit names who', async () => {
    const cookie = await server.logIn(operator['authorization']?.slice(7) ?? '');
    const reply = await server.send('/api/session', { method: 'DELETE', headers: { cookie } });
    expect(reply.status).toBe(204);
    expect(reply.headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect((await server.send('/api/jobs', { headers: { cookie } })).status).toBe(401);
    expect((await audited('logged_out'))[0]).toMatchObject({ actor: 'otto' });
  });

  test('is no token, and a token is no session', async () => {
    const token = viewer['authorization']?.slice(7) ?? '';
    const cookie = await server.logIn(token);
    const [name, secret = ''] = cookie.split('=');
    expect((await server.send('/api/jobs', { headers: bearer(secret) })).status).toBe(401);
    expect((await server.send('/api/jobs', { headers: { cookie: `${name}=${token}` } })).status).toBe(401);
  });

  test('ends for all at once', async () => {
    const cookie = await server.logIn(viewer['authorization']?.slice(7) ?? '');
    const link = await server.link();
    await server.project.artifact('tokens revoke', ['--sessions']);
    expect((await server.send('/api/jobs', { headers: { cookie } })).status).toBe(401);
    await expect(server.logIn(link)).rejects.toThrow('401');
    expect((await server.send('/api/jobs', { headers: viewer })).status).toBe(200);
  });
});

describe('who may do what', () => {
  test.each([
    ['/api/jobs/hostile/disable', 'operator'],
    ['/api/jobs/hostile/enable', 'operator'],
    ['/api/runs/1/retry', 'operator'],
    ['/api/pause', 'admin'],
    ['/api/resume', 'admin'],
  ])('%s takes the role %s', async (path, role) => {
    const lower = role === 'admin' ? [viewer, operator] : [viewer];
    for (const headers of lower) {
      const reply = await server.send(path, { ...post, headers });
      expect([reply.status, codeOf(reply)]).toEqual([403, 'forbidden']);
    }
    expect(server.refused()).toEqual(lower.map(() => 'forbidden'));
    expect((await server.send(path, { ...post, headers: role === 'admin' ? admin : operator })).status).toBe(
      200,
    );
  });

  test('a viewer who acts has changed nothing; an operator is in the audit with his name', async () => {
    await server.send('/api/jobs/hostile/disable', { ...post, headers: viewer });
    expect((await server.project.artifact('jobs show', ['hostile'])).data.enabled).toBe(true);
    await server.send('/api/jobs/hostile/disable', { ...post, headers: operator });
    expect((await audited('job_disabled'))[0]).toMatchObject({ actor: 'otto', target: 'hostile' });
    await server.send('/api/jobs/hostile/enable', { ...post, headers: operator });
  });

  test.each(['/api/exec', '/api/tokens', '/api/db', '/api/runs/clear', '/api/config', '/api/build'])(
    'nothing is at %s, for an admin neither',
    async (path) => {
      for (const method of ['POST', 'PUT', 'DELETE'])
        expect((await server.send(path, { method, body: {}, headers: admin })).status).toBeGreaterThanOrEqual(
          404,
        );
    },
  );

  test('the doctor does not look at the shell runs of whoever serves, whose commands may hold secrets', async () => {
    vi.stubEnv('INFRA_HOME', join(server.project.directory, 'home'));
    await mkdir(join(server.project.directory, 'home', 'shell'), { recursive: true });
    const { examineHost } = await operations.examineHost();
    const open = () => Promise.resolve({ ...server.host, close: () => Promise.resolve() });
    expect(JSON.stringify((await examineHost({ open })).data.checks)).toContain('"shell_runs"');
    const told = await server.send('/api/doctor', { headers: admin });
    vi.unstubAllEnvs();
    expect([told.status, told.text.includes('"shell_runs"')]).toEqual([200, false]);
  });

  test('shell runs are not there', async () => {
    for (const path of ['/api/runs/s1', '/api/runs/s1/logs', '/api/runs/build'])
      expect((await server.send(path, { headers: admin })).status).toBe(404);
  });
});

describe('other sites', () => {
  test.each(['evil.example', 'evil.example:4141', '127.0.0.1.evil.example', '169.254.169.254'])(
    'a name that has been made to point here is refused: %s',
    async (host) => {
      for (const path of ['/', '/api/jobs', '/api/session', '/metrics', '/assets/x.js']) {
        const reply = await server.send(path, { headers: { ...admin, host } });
        expect([reply.status, codeOf(reply)]).toEqual([403, 'host_not_allowed']);
      }
      expect(server.refused()).toHaveLength(5);
    },
  );

  const foreign: Record<string, string>[] = [
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', origin: 'http://127.0.0.1:3000' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ];

  test.each(foreign)('a page of another origin changes nothing: %j', async (headers) => {
    for (const method of ['POST', 'DELETE', 'PUT', 'OPTIONS']) {
      const reply = await server.send('/api/session', { method, headers: { ...admin, ...headers } });
      expect([reply.status, codeOf(reply)]).toEqual([403, 'origin_not_allowed']);
    }
    expect(server.refused()).toHaveLength(4);
  });

  test.each(foreign.slice(0, 4))('nor does it read, or listen to events: %j', async (headers) => {
    for (const path of ['/api/jobs', '/api/events', '/api/runs/1/logs', '/metrics', '/%61pi/jobs', '/']) {
      const reply = await server.send(path, {
        headers: { ...admin, accept: 'text/event-stream', ...headers },
      });
      expect([reply.status, codeOf(reply)]).toEqual([403, 'origin_not_allowed']);
      expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])(
    'a form, which any page can send, is no JSON: %s',
    async (type) => {
      for (const body of ['{"reason":"x"}', ''])
        expect(
          codeOf(
            await server.send('/api/jobs/hostile/disable', {
              method: 'POST',
              body,
              headers: { ...admin, 'content-type': type },
            }),
          ),
        ).toBe('media_type_not_supported');
      expect((await server.project.artifact('jobs show', ['hostile'])).data.enabled).toBe(true);
    },
  );

  test('a link on another page may lead here', async () => {
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await server.send('/runs/1', { headers })).headers['content-type']).toMatch(/text\/html|problem/);
    const framed = { ...headers, 'sec-fetch-dest': 'iframe' };
    expect(codeOf(await server.send('/runs/1', { headers: framed }))).toBe('origin_not_allowed');
  });
});

describe('what an answer carries', () => {
  test.each(['/', '/api/jobs', '/api/nothing', '/assets/nothing.js', '/login'])(
    '%s runs no script but the own files, is framed by nobody and kept by no cache',
    async (path) => {
      const { headers } = await server.send(path, { headers: viewer });
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(policy).toContain(`frame-ancestors 'none'`);
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': expect.stringMatching(/^no-(store|cache)/),
      });
    },
  );

  test('script in descriptions, parameters, logs and errors is data in JSON', async () => {
    const hostile = async (path: string) => {
      const reply = await server.send(path, { headers: viewer });
      expect(reply.headers['content-type']).toMatch(/^application\/(problem\+)?json/);
      return reply.text;
    };
    for (const path of ['/api/jobs', '/api/runs/1', '/api/runs/1/logs', '/api/jobs/hostile/history'])
      expect(JSON.stringify(JSON.parse(await hostile(path)))).toContain(JSON.stringify(script).slice(1, -1));
    const name = encodeURIComponent(script);
    await hostile(`/api/jobs/${name}`);
    await hostile(`/api/runs?job=${name}`);
    await hostile(`/api/${name}`);
  });

  test('an error tells neither the stack nor the database', async () => {
    const { password } = new URL(server.project.database.url);
    await server.statement('alter table access_tokens rename to elsewhere');
    const reply = await server.send('/api/jobs', { headers: viewer });
    await server.statement('alter table elsewhere rename to access_tokens');
    expect([reply.status, codeOf(reply)]).toEqual([500, 'internal_error']);
    expect(reply.text).not.toMatch(/access_tokens|relation|\.ts|\.js|at /);
    expect(password === '' || !reply.text.includes(password)).toBe(true);
    expect(server.events.some(({ kind }) => kind === 'fault')).toBe(true);
  });
});

describe('files', () => {
  const climbing = [
    '/../../../../etc/passwd',
    '/assets/../../../../../etc/passwd',
    '/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '/assets/%252e%252e%252fetc%252fpasswd',
    '/assets/..%5c..%5cetc%5cpasswd',
    '/assets/%00/../../etc/passwd',
    '//etc/passwd',
    '/assets//etc/passwd',
    '/api/runs/..%2f..%2fetc%2fpasswd/logs',
    '/api/runs/%2e%2e/logs',
    '/api/../infra.config.json',
    '/infra.config.json',
    '/.env',
    '/package.json',
  ];

  test.each(climbing)('%s leads nowhere', async (path) => {
    for (const headers of [{}, admin]) {
      const reply = await server.send(path, { headers });
      expect(reply.text).not.toMatch(/root:|extensions|"dependencies"/);
      // The one page of the app stands for every path that is none of the API.
      expect(`${reply.status} ${reply.headers['content-type']}`).toMatch(/^(200 text\/html|4\d\d )/);
    }
  });
});

describe('too much', () => {
  test('a body that announces too much, or turns out to be, is refused', async () => {
    const headers = { ...operator, 'content-type': 'application/json' };
    const announced = await outcome({
      headers: { ...headers, 'content-length': String(10 ** 12) },
      chunks: [],
    });
    const streamed = await outcome({ headers, chunks: Array.from({ length: 20 }, () => 'x'.repeat(65_536)) });
    // A server need not listen to the end of what it refuses.
    expect(['body_too_large', 'cut off']).toContain(announced);
    expect(['body_too_large', 'cut off']).toContain(streamed);
    expect(server.refused()).toEqual(['body_too_large', 'body_too_large']);
    expect((await server.send('/api/jobs', { headers: viewer })).status).toBe(200);
  });

  const outcome = (sent: SentRequest) =>
    server.send('/api/runs', { method: 'POST', ...sent }).then(codeOf, () => 'cut off');

  test('a stranger sends no body at all', async () => {
    const reply = await server.send('/api/runs', { method: 'POST', body: { job: 'x'.repeat(100_000) } });
    expect([reply.status, codeOf(reply)]).toEqual([401, 'unauthenticated']);
  });

  test('a request that never ends is not waited for by others', async () => {
    const socket = connect(server.server.port, '127.0.0.1');
    socket.write(
      `POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    expect((await server.send('/api/jobs', { headers: viewer })).status).toBe(200);
    socket.destroy();
  });

  test('of 1,000 bad logins at once ten are looked at; whoever is in stays in', async () => {
    const other = await SecuredServer.make();
    try {
      const good = await other.token('good', 'viewer');
      const cookie = await other.logIn(good);
      const tries = Array.from({ length: 1_000 }, (_, index) =>
        other.send('/api/session', {
          method: 'POST',
          body: { token: `infra_${String(index).padStart(64, '0')}` },
        }),
      );
      const replies = await Promise.all(tries);
      const by = (status: number) => replies.filter((reply) => reply.status === status);
      expect([by(401).length, by(429).length]).toEqual([10, 990]);
      const limited = by(429)[0] as Reply;
      expect(codeOf(limited)).toBe('too_many_logins');
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);

      // The right secret waits, too: it would tell that it was right.
      expect((await other.send('/api/session', { method: 'POST', body: { token: good } })).status).toBe(429);
      const bad = { headers: bearer(`infra_${'a'.repeat(64)}`) };
      expect((await other.send('/api/jobs', bad)).status).toBe(429);
      expect((await other.send('/api/jobs', { headers: { cookie } })).status).toBe(200);

      const { data } = await other.project.artifact('audit', ['--action', 'login_failed', '-n', '1000']);
      expect(data.total).toBe(10);
      const told = other.events.filter(({ kind }) => kind === 'request_refused');
      expect(told.length).toBeLessThanOrEqual(40);
      await other.server.close();
      expect(other.events).toContainEqual({ kind: 'refusals_untold', count: expect.any(Number) });
    } finally {
      await other.remove();
    }
  });

  test('a token that was good before is let in however many bad ones come from the same address', async () => {
    for (let index = 0; index < 12; index++)
      await server.send('/api/jobs', { headers: bearer(`infra_${String(index).padStart(64, '0')}`) });
    expect(codeOf(await server.send('/api/jobs', { headers: bearer(`infra_${'b'.repeat(64)}`) }))).toBe(
      'too_many_logins',
    );
    expect((await server.send('/api/jobs', { headers: viewer })).status).toBe(200);
  });
});
