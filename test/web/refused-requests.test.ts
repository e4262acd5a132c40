import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unscheduled } from '../cli/infra-host.js';
import { WebHost } from './web-host.js';

let web: WebHost;

beforeAll(async () => {
  web = await WebHost.make(unscheduled, (request) => {
    const name = request.headers.get('x-name');
    return name === null ? null : { name, role: name === 'viola' ? 'viewer' : 'operator' };
  });
});

afterAll(() => web.remove());

const asOperator = { 'x-name': 'oscar' };

describe('a refused request is told as problem details', () => {
  test('an error of an operation keeps its code, its sentence and its way out', async () => {
    expect(await web.problem('/api/jobs/tidi', { headers: asOperator })).toMatchObject({
      type: 'urn:infra-jobs:problem:job_not_found',
      title: 'Job not found',
      status: 404,
      detail: expect.stringContaining('tidy'),
      code: 'job_not_found',
      faults: [],
    });
    const unknownStatus = await web.problem('/api/runs?status=lost', { headers: asOperator });
    expect(unknownStatus).toMatchObject({ status: 422, code: 'invalid_value' });
  });

  test('every mistake is told, with its place', async () => {
    const { code, status, faults } = await web.problem('/api/runs?limit=0&since=yesterday&colour=red', {
      headers: asOperator,
    });
    expect({ code, status }).toEqual({ code: 'invalid_request', status: 422 });
    expect(faults.map((fault) => [fault.in, fault.path])).toEqual(
      expect.arrayContaining([
        ['query', 'limit'],
        ['query', 'since'],
        ['query', ''],
      ]),
    );
  });

  test("parameters that break the job's schema are told one by one, and nothing is stored", async () => {
    const problem = await web.problem('/api/jobs/greet/run', {
      method: 'POST',
      body: { parameters: { name: 1, times: 0 } },
      headers: asOperator,
    });
    expect(problem).toMatchObject({ status: 422, code: 'invalid_parameters' });
    expect(problem.faults.map((fault) => [fault.in, fault.path])).toEqual([
      ['parameters', 'name'],
      ['parameters', 'times'],
    ]);
    const listed = await web.artifact('runs list', '/api/runs', { headers: asOperator });
    expect(listed.data.total).toBe(0);
  });

  test('a parameter that holds a list of pairs is a parameter: `-p key=value` is of the command line alone', async () => {
    const parameters = { pairs: [['name', 'Ada']] };
    const refused = await web.problem('/api/jobs/greet/run', {
      method: 'POST',
      body: { parameters },
      headers: asOperator,
    });
    expect(refused).toMatchObject({ status: 422, code: 'invalid_parameters' });
    expect(refused.faults.map(({ path }) => path)).toContain('pairs');
    const chain = { steps: [{ job: 'greet', parameters: { name: 'Grace' } }] };
    const { data } = await web.artifact('chains validate', '/api/job-builder/validate', {
      method: 'POST',
      body: { chain, parameters },
      headers: asOperator,
    });
    expect(data.errors).toMatchObject([{ path: 'parameters.pairs' }]);
  });

  test('a path that is none, and a method that is not for it', async () => {
    expect(await web.problem('/api/nothing', { headers: asOperator })).toMatchObject({
      status: 404,
      code: 'not_found',
    });
    const answer = await web.ask('/api/runs', { method: 'DELETE', headers: asOperator });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await web.ask('/api/status', { method: 'HEAD', headers: asOperator })).status).toBe(200);
  });

  test('a body that is no JSON, is not said to be JSON, or is too large', async () => {
    const send = (body: string | ReadableStream<Uint8Array>, type = 'application/json') =>
      web.handler.fetch(
        new Request('http://127.0.0.1/api/runs', {
          method: 'POST',
          body,
          headers: { ...asOperator, 'content-type': type },
          duplex: 'half',
        } as RequestInit),
      );
    expect((await send('{"job":')).status).toBe(400);
    expect((await send('job=tidy', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await send(`"${'x'.repeat(1_100_000)}"`)).status).toBe(413);
    // Without a length that could be believed.
    let parts = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        parts++;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    expect((await send(endless)).status).toBe(413);
    expect(parts).toBeLessThan(30);
  });

  test('shell runs are not there, whatever the account of the server has', async () => {
    for (const path of ['/api/runs/s1', '/api/runs/s1/logs', '/api/runs/build', '/api/runs/01']) {
      expect(await web.problem(path, { headers: asOperator })).toMatchObject({
        status: 404,
        code: 'run_not_found',
      });
    }
    const cancel = await web.problem('/api/runs/s1/cancel', {
      method: 'POST',
      body: {},
      headers: asOperator,
    });
    expect(cancel.code).toBe('run_not_found');
  });

  test('nothing is answered to nobody, and a role may do what it is for', async () => {
    for (const path of ['/api/jobs', '/api/events', '/api/openapi.json', '/metrics', '/api/runs/1/logs']) {
      expect({ path, ...(await web.problem(path)) }).toMatchObject({
        path,
        status: 401,
        code: 'unauthenticated',
      });
    }
    const asViewer = { 'x-name': 'viola' };
    const submit = { method: 'POST', body: {} } as const;
    expect(await web.problem('/api/jobs/tidy/run', { ...submit, headers: asViewer })).toMatchObject({
      status: 403,
    });
    await web.artifact('runs submit', '/api/jobs/tidy/run', { ...submit, headers: asOperator });
    expect(await web.problem('/api/pause', { ...submit, headers: asOperator })).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('admin'),
    });
  });
});

test('a list is read page by page, each behind the last row of the one before', async () => {
  for (let run = 0; run < 5; run++) {
    await web.artifact('runs submit', '/api/runs', {
      method: 'POST',
      body: { job: 'tidy' },
      headers: asOperator,
    });
  }
  const seen: string[] = [];
  for (let after = ''; ; ) {
    const { data } = await web.artifact('runs list', `/api/runs?job=tidy&limit=2${after}`, {
      headers: asOperator,
    });
    seen.push(...data.runs.map(({ id }) => id));
    if (!data.has_more) break;
    after = `&after=${data.runs.at(-1)?.id ?? ''}`;
  }
  expect(seen).toEqual(seen.toSorted((one, other) => Number(other) - Number(one)));
  expect(new Set(seen).size).toBe(6);
});

test('many runs are cancelled and approved by their ids, and none when one of them is not there', async () => {
  const { data } = await web.artifact('runs list', '/api/runs', { headers: asOperator });
  const [first = '', second = ''] = data.runs.map(({ id }) => id);
  const post = (body: object) => ({ method: 'POST', body, headers: asOperator }) as const;
  expect(await web.problem('/api/runs/cancel', post({ ids: [first, '4711'] }))).toMatchObject({
    status: 404,
  });
  expect(await web.problem('/api/runs/cancel', post({ ids: [first], filter: 'all' }))).toMatchObject({
    status: 422,
  });
  const cancelled = await web.artifact('runs cancel', '/api/runs/cancel', post({ ids: [first, second] }));
  expect(cancelled.data.cancelled.toSorted()).toEqual([first, second].toSorted());
  const approved = await web.artifact(
    'runs approve filter',
    '/api/approvals/approve',
    post({ ids: [first] }),
  );
  expect(approved.data.refused).toMatchObject([{ id: first }]);
});
