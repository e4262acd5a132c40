import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebHandler, listen, nodeListener, type WebHandler } from '@infra/web';
import express from 'express';
import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unscheduled } from '../cli/infra-host.js';
import { EventReader } from './event-reader.js';
import { WebHost } from './web-host.js';

let web: WebHost;
let mounted: WebHandler;

beforeAll(async () => {
  web = await WebHost.make(unscheduled);
  mounted = createWebHandler(web.host, {
    basePath: '/infra',
    authorise: () => ({ name: 'ada', role: 'admin' }),
  });
});

afterAll(async () => {
  await mounted.close();
  await web.remove();
});

type Mount = () => Promise<{ readonly url: string; close(): Promise<void> }>;

const mounts: Readonly<Record<string, Mount>> = {
  'plain Node': () => serving(createServer(nodeListener(mounted))),
  Express: () => {
    const app = express();
    app.use('/infra', nodeListener(mounted));
    return serving(createServer(app));
  },
  Fastify: async () => {
    const app = fastify();
    const listener = nodeListener(mounted);
    await app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      scope.all('/infra/*', (request, reply) => {
        reply.hijack();
        listener(request.raw, reply.raw);
      });
    });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return { url, close: () => app.close() };
  },
};

describe.each(Object.entries(mounts))('in %s', (name, mount) => {
  test('it answers, takes a body, streams, and leaves the rest alone', async () => {
    const server = await mount();
    const { url } = server;
    const submitted = await fetch(`${url}/infra/api/jobs/tidy/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ parameters: {} }),
    });
    const { data } = (await submitted.json()) as { data: { run_id: string } };
    const shown = await fetch(`${url}/infra/api/runs/${data.run_id}`);
    expect(await shown.json()).toMatchObject({ data: { job_name: 'tidy', actor: 'ada' } });
    const stream = await fetch(`${url}/infra/api/events`, { headers: { 'last-event-id': '00000000-1' } });
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const reader = new EventReader(stream);
    expect((await reader.next())?.data['reset']).toBe(true);
    await reader.close();
    expect((await fetch(`${url}/infra/api/nothing`)).status).toBe(404);
    // Node alone has nothing beside it: every path that is not the API's is one of the pages.
    const elsewhere = name === 'plain Node' ? 200 : 404;
    expect((await fetch(`${url}/elsewhere/api/jobs`)).status).toBe(elsewhere);
    await server.close();
  });
});

test('the page says where its files are, wherever it is mounted and however deep it is opened', async () => {
  const page = await mounted.fetch(new Request('http://127.0.0.1/infra/runs/12'));
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const [, script = ''] = /src="(\/infra\/assets\/[\w.-]+\.js)"/.exec(await page.text()) ?? [];
  const headers = { 'accept-encoding': 'gzip, br' };
  const file = await mounted.fetch(new Request(`http://127.0.0.1${script}`, { headers }));
  expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(file.headers.get('content-encoding')).toBe('gzip');
  expect(file.headers.get('cache-control')).toContain('immutable');
  expect((await mounted.fetch(new Request('http://127.0.0.1/infra/assets/none.js'))).status).toBe(404);
});

test('a request of the standard kind keeps its body under a base path', async () => {
  const body = JSON.stringify({ reason: 'spring clean' });
  const headers = { 'content-type': 'application/json' };
  const answer = await mounted.fetch(
    new Request('http://127.0.0.1/infra/api/jobs/tidy/disable', { method: 'POST', body, headers }),
  );
  expect(await answer.json()).toMatchObject({ data: { reason: 'spring clean' } });
});

test('a port that is taken, or an address of another machine, is told of with the way out', async () => {
  const first = await listen(mounted, { host: '127.0.0.1', port: 0 });
  await expect(listen(mounted, { host: '127.0.0.1', port: first.port })).rejects.toMatchObject({
    code: 'address_unusable',
    hint: expect.stringContaining('--port'),
  });
  await expect(listen(mounted, { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    code: 'address_unusable',
  });
  await first.close();
  const failure = await web.project.failure(['serve', '--port', '70000']);
  expect(failure).toMatchObject({ code: 'invalid_value', exitCode: 2 });
});

test('a base path that is none is refused', () => {
  expect(() => createWebHandler(web.host, { basePath: 'infra/' })).toThrow("a base path is such as '/infra'");
});

async function serving(server: Server): Promise<{ url: string; close(): Promise<void> }> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
