import { createRuntime } from '@infra/core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { unscheduled } from '../cli/infra-host.js';
import { WebHost } from './web-host.js';

let web: WebHost;

beforeAll(async () => {
  web = await WebHost.make(unscheduled);
});

afterAll(() => web.remove());

/** The samples of an exposition, by name with labels. */
async function metrics(): Promise<ReadonlyMap<string, number>> {
  const answer = await web.ask('/metrics');
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).trimEnd().split('\n');
  const samples = lines.filter((line) => !line.startsWith('#') && line !== '');
  return new Map(
    samples.map((line) => {
      const [, name = '', value = ''] = /^(\w+(?:\{[^}]*\})?) (\S+)$/.exec(line) ?? [];
      expect(line).toMatch(/^\w+(\{[^}]*\})? \S+$/);
      return [name, Number(value)];
    }),
  );
}

test('it is alive at once, and ready when the database answers and a process ticks', async () => {
  expect(await (await web.ask('/healthz')).json()).toEqual({ alive: true });
  const before = await web.ask('/readyz');
  expect(before.status).toBe(503);
  expect(await before.json()).toMatchObject({
    ready: false,
    checks: [
      { name: 'database', ok: true },
      { name: 'scheduler', ok: false, problem: 'no process ticks' },
    ],
  });
  const runtime = await createRuntime({ cwd: web.project.directory, databaseUrl: web.project.database.url });
  await runtime.start();
  await expect.poll(async () => (await web.ask('/readyz')).status).toBe(200);
  expect((await metrics()).get('infra_schedulers')).toBe(1);
  await runtime.stop();
});

test('anybody may ask whether it is ready, and the database is asked once for all of them', async () => {
  const asked = vi.spyOn(web.host, 'database');
  await Promise.all(Array.from({ length: 20 }, () => web.ask('/readyz')));
  expect(asked.mock.calls.length).toBeLessThanOrEqual(1);
  asked.mockRestore();
});

test('metrics tell what is there, and forget what is not', async () => {
  await web.project.infra(['jobs', 'run', 'tidy']);
  await web.artifact('runs submit', '/api/jobs/greet/run', {
    method: 'POST',
    body: { parameters: { name: 'Ada' } },
  });
  const before = await metrics();
  expect(before.get('infra_runs{status="queued"}')).toBe(1);
  expect(before.get('infra_queue_ready_runs{queue="default"}')).toBe(1);
  expect(before.get('infra_queue_oldest_ready_seconds')).toBeGreaterThanOrEqual(0);
  expect(before.get('infra_job_finished_runs{job="tidy"}')).toBe(1);
  expect(before.get('infra_job_last_success_timestamp_seconds{job="tidy"}')).toBeGreaterThan(1.7e9);
  expect(before.has('infra_job_last_success_timestamp_seconds{job="greet"}')).toBe(false);
  expect(before.get('infra_unrunnable_runs')).toBe(1);
  expect(before.get('infra_web_requests_total{method="POST",route="/api/jobs/:name/run",status="200"}')).toBe(
    1,
  );
  await web.artifact('runs cancel', '/api/runs/cancel', { method: 'POST', body: { filter: 'all' } });
  const after = await metrics();
  expect(after.get('infra_runs{status="queued"}')).toBe(0);
  expect(after.has('infra_queue_ready_runs{queue="default"}')).toBe(false);
});
