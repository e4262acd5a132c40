import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../clock/clock.js';
import type { AlertSettings } from '../config/host-settings.js';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { JobStore } from '../jobs/job-store.js';
import { switchJob } from '../jobs/switch-job.js';
import { syncJobs } from '../jobs/sync-jobs.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import { createFakeClock } from '../testing/fake-clock.js';
import { outcomes } from '../testing/run-fixtures.js';
import { testJob } from '../testing/test-job.js';
import { Deliverer } from './deliverer.js';
import { useTestDatabase } from '../testing/use-test-database.js';

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: string;
}

const { database, fixtures, query } = useTestDatabase();
let workerId: number;
let server: Server;
let base: string;
let closedPort: number;
let requests: Request[];
let respond: (response: ServerResponse) => void;
let events: RuntimeEvent[];
let deliverers: Deliverer[];
let folder: string;

const secret = 'hush-hush';
const quiet: AlertSettings = { webhook: null, command: null, unresolved: 50, pings: {} };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infra-delivery-'));
  server = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  closedPort = (closed.address() as AddressInfo).port;
  await new Promise((resolve) => closed.close(resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  await query('truncate job_runs, scheduled_jobs, alerts, notifications, audit_events, workers cascade');
  await new JobStore(database).upsert([testJob('job')]);
  workerId = await fixtures.worker();
  requests = [];
  events = [];
  deliverers = [];
  respond = (response) => response.end('ok');
});

afterEach(() => Promise.all(deliverers.map((deliverer) => deliverer.stop(0))));

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  requests.push({ method: request.method, url: request.url, body: await text(request) });
  respond(response);
}

function deliver(
  alerts: Partial<AlertSettings> = {},
  patience?: { webhookMs: number; commandMs: number },
  clock: Clock = systemClock,
) {
  const deliverer = new Deliverer({
    database,
    clock,
    emit: (event) => events.push(event),
    alerts: { ...quiet, ...alerts },
    ...(patience === undefined ? {} : { patience }),
  });
  deliverers.push(deliverer);
  deliverer.start();
  return deliverer;
}

const outbox = () =>
  query<{ state: string; attempts: number; error: string | null; later: number }>(
    `select case when delivered_at is not null then 'delivered' when abandoned_at is not null then 'abandoned'
       else 'waiting' end as state, attempts, error,
       round(extract(epoch from available_at - infra_now()))::int as later
     from notifications order by id`,
  );

/** Waits for all to be as it should be. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(condition, { interval: 10 }).toBe(true);
}

const delivered = () => until(async () => (await outbox()).every(({ state }) => state === 'delivered'));
const failedTries = (count: number) =>
  until(() => events.filter(({ kind }) => kind === 'notification_failed').length === count);

async function fail(times: number): Promise<number[]> {
  const ids: number[] = [];
  for (let n = 0; n < times; n++) {
    const run = await fixtures.claimed(workerId);
    await settleRuns(database, workerId, [{ run, outcome: outcomes.failed }]);
    ids.push(run.id);
  }
  return ids;
}

async function complete(fields = {}): Promise<number> {
  const run = await fixtures.claimed(workerId, fields);
  await settleRuns(database, workerId, [{ run, outcome: outcomes.completed }]);
  return run.id;
}

describe('an alert', () => {
  it('becomes an event, a webhook call and a run of the command, once', async () => {
    const file = join(folder, 'alert.json');
    const program = `const { writeFileSync } = require('fs');
      process.stdin.on('data', (text) => writeFileSync(process.argv[1], text, { flag: 'a' }))`;
    const runs = await fail(4);
    const settings = { webhook: `${base}/alert`, command: [process.execPath, '-e', program, file] };
    deliver(settings);
    deliver(settings);
    await delivered();
    const body = {
      kind: 'repeated_failures',
      job_name: 'job',
      failures: 3,
      error: { code: 'job_threw', message: 'boom' },
      runs: runs.slice(0, 3).map(String),
      at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    };
    expect(
      requests.map(({ method, url, body }) => ({ method, url, body: JSON.parse(body) as unknown })),
    ).toEqual([{ method: 'POST', url: `/${secret}/alert`, body }]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(body);
    expect(events).toEqual([
      { kind: 'alert_raised', alert: 'repeated_failures', jobName: 'job', failures: 3, message: 'boom' },
    ]);
  });

  it('is an event where nobody outside wants to hear of it', async () => {
    const clock = createFakeClock(Date.now());
    deliver({}, undefined, clock);
    await clock.untilSleeping();
    await fail(3);
    // Nobody has told of it.
    await clock.advance(3_000);
    await until(() => events.length > 0);
    await delivered();
    expect(requests).toEqual([]);
  });

  it('is told again only where that has failed', async () => {
    await fail(3);
    deliver({ webhook: base, command: [join(folder, 'no-such-program')] });
    await failedTries(1);
    expect(await outbox()).toMatchObject([
      { state: 'waiting', attempts: 1, error: 'the command cannot be started: ENOENT' },
    ]);
    await query('update notifications set available_at = infra_now()');
    deliverers[0]!.wake();
    await failedTries(2);
    expect(requests).toHaveLength(1);
    expect(events.filter(({ kind }) => kind === 'alert_raised')).toHaveLength(1);
  });

  it('disables a job that wants it so, until somebody enables it: then counting begins anew', async () => {
    const job = testJob('job', { alert: { after: 2, pause: true }, schedule: '0 0 0 1 1 *' });
    await syncJobs(database, [job], () => {});
    await fail(2);
    deliver();
    await until(() => events.some(({ kind }) => kind === 'job_paused'));
    const state = await new JobStore(database).read('job');
    expect(state).toMatchObject({
      enabled: false,
      enabledBy: 'operator',
      actor: 'infra',
      reason: '2 failures in a row: boom',
      nextRun: null,
    });
    expect(await query('select actor, action, target from audit_events')).toEqual([
      { actor: 'infra', action: 'job_disabled', target: 'job' },
    ]);
    await switchJob(database, job, { enabled: true, actor: 'ann', reason: null, until: null });
    expect(await query('select consecutive_failures from scheduled_jobs')).toEqual([
      { consecutive_failures: 0 },
    ]);
    expect(await query('select from alerts where cleared_at is null')).toEqual([]);
    expect((await new JobStore(database).read('job'))?.nextRun).not.toBeNull();
  });

  it('that is over by the time it is told disables nothing', async () => {
    await syncJobs(database, [testJob('job', { alert: { after: 1, pause: true } })], () => {});
    await fail(1);
    await complete();
    deliver();
    await delivered();
    expect(await new JobStore(database).read('job')).toMatchObject({ enabled: true });
  });
});

describe('the alert about unresolved failures', () => {
  it('is raised once when there are more than the limit, and cleared when there are not', async () => {
    await syncJobs(database, [testJob('job', { alert: { after: 1000, pause: false } })], () => {});
    await fail(3);
    const [one, other] = [deliver({ unresolved: 2 }), deliver({ unresolved: 2 })];
    await delivered();
    one.failureLogged();
    other.failureLogged();
    await until(() => events.length > 0);
    expect(events).toEqual([
      { kind: 'alert_raised', alert: 'unresolved_failures', jobName: null, failures: 3, message: null },
    ]);
    await query(`update failures set resolved_at = infra_now(), resolution = 'deleted', resolved_by = 'ann'
      where id = (select min(id) from failures)`);
    one.failureLogged();
    await until(() => events.length > 1);
    expect(events[1]).toEqual({ kind: 'alert_cleared', alert: 'unresolved_failures', jobName: null });
    expect(await query('select kind from alerts')).toHaveLength(1);
  });
});

describe('a run that asked for it', () => {
  it.each([
    ['completed', outcomes.completed, 'done'],
    ['failed', outcomes.failed, 'boom'],
  ] as const)('is told of when it has %s', async (status, outcome, message) => {
    const run = await fixtures.claimed(workerId, { notify: { webhook: `${base}/ended` } });
    await settleRuns(database, workerId, [{ run, outcome }]);
    deliver();
    await delivered();
    expect(JSON.parse(requests[0]!.body)).toEqual({
      kind: 'run_ended',
      run_id: String(run.id),
      job_name: 'job',
      status,
      message,
      duration_ms: expect.any(Number) as number,
      at: expect.any(String) as string,
    });
  });
});

describe('a ping', () => {
  it('is one GET for what has completed, by a process that knows the URL', async () => {
    await syncJobs(database, [testJob('job')], () => {}, new Set(['job']));
    const stranger = deliver();
    await complete();
    stranger.wake();
    await complete();
    deliver({ pings: { job: `${base}/ping` } });
    await delivered();
    expect(requests).toEqual([{ method: 'GET', url: `/${secret}/ping`, body: '' }]);
    await complete();
    deliverers[1]!.wake();
    await until(() => requests.length === 2);
  });
});

describe('what cannot be delivered', () => {
  it('is tried again later and later, then given up; nothing that is told names the target', async () => {
    respond = (response) => response.writeHead(500, 'no').end(secret);
    await complete({ notify: { webhook: base } });
    const deliverer = deliver();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt++) {
      await failedTries(attempt);
      const [row] = await outbox();
      if (attempt < 6) waits.push(row!.later);
      await query('update notifications set available_at = infra_now()');
      deliverer.wake();
    }
    expect(waits.map((seconds) => Math.round(seconds / 10) * 10)).toEqual([10, 60, 300, 900, 2400]);
    expect(await outbox()).toMatchObject([
      { state: 'abandoned', attempts: 6, error: 'the webhook answered with status 500' },
    ]);
    expect(events.at(-1)).toMatchObject({ kind: 'notification_failed', attempt: 6, retryInMs: null });
    expect(JSON.stringify([events, await outbox()])).not.toContain(secret);
    deliverer.wake();
    expect(requests).toHaveLength(6);
  });

  it.each([
    ['a server that does not answer', () => base, 'the webhook did not answer within 100 ms'],
    [
      'a closed port',
      () => `http://127.0.0.1:${closedPort}/${secret}`,
      'the webhook cannot be reached: ECONNREFUSED',
    ],
    ['a URL that is none', () => `http://${secret}:99999/`, 'the webhook cannot be reached: ERR_INVALID_URL'],
  ])('says so: %s', async (_, url, reason) => {
    respond = () => {};
    await complete({ notify: { webhook: url() } });
    deliver({}, { webhookMs: 100, commandMs: 100 });
    await failedTries(1);
    expect(events).toMatchObject([{ kind: 'notification_failed', reason, attempt: 1, retryInMs: 10_000 }]);
    expect(JSON.stringify([events, await outbox()])).not.toContain(secret);
  });

  it.each([
    ['fails', 'process.exit(3)', 15_000, 'the command ended with exit code 3'],
    ['does not end', 'setInterval(() => {}, 1000)', 400, 'the command did not end within 400 ms'],
  ])('says so: a command that %s', async (_, program, commandMs, reason) => {
    await complete({ notify: { command: [process.execPath, '-e', program, secret] } });
    deliver({}, { webhookMs: 100, commandMs });
    await failedTries(1);
    expect(events).toMatchObject([{ kind: 'notification_failed', reason }]);
    expect(JSON.stringify([events, await outbox()])).not.toContain(secret);
  });

  it('does not keep the rest waiting', async () => {
    const waiting: ServerResponse[] = [];
    respond = (response) => void waiting.push(response);
    for (let n = 0; n < 3; n++) await complete({ notify: { webhook: base } });
    deliver();
    await until(() => waiting.length === 3);
    respond = (response) => response.end();
    for (let n = 0; n < 5; n++) await complete({ notify: { webhook: base } });
    deliverers[0]!.wake();
    await until(async () => (await outbox()).filter(({ state }) => state === 'delivered').length === 5);
    expect(waiting).toHaveLength(3);
    for (const response of waiting) response.end();
    await delivered();
  });
});

describe('a process that ends', () => {
  it('gives back what it did not get told', async () => {
    respond = () => {};
    await complete({ notify: { webhook: base } });
    const deliverer = deliver();
    await until(() => requests.length === 1);
    await deliverer.stop(0);
    expect(await outbox()).toMatchObject([{ state: 'waiting', attempts: 0, later: 0, error: null }]);
    respond = (response) => response.end();
    deliver();
    await delivered();
  });

  it('without a word leaves what it took to others, when its lease is over', async () => {
    await complete({ notify: { webhook: base } });
    await query(`update notifications set attempts = 1, available_at = infra_now() + interval '60 s'`);
    const deliverer = deliver();
    deliverer.wake();
    await deliverer.stop();
    expect(await outbox()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
    await query(`update notifications set available_at = available_at - interval '60 s'`);
    deliver();
    await delivered();
    expect(requests).toHaveLength(1);
  });
});
