import { createRuntime, openHost, operations, type Runtime, type RuntimeEvent } from '@infra/core';
import { createTestDatabase, type TestDatabase } from '@infra/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TemporaryHosts } from '../registry/host-fixture.js';
import { pricedHost } from './priced-host.js';

type Host = Awaited<ReturnType<typeof openHost>>;

const hosts = new TemporaryHosts();
const events: RuntimeEvent[] = [];
let database: TestDatabase;
let runtime: Runtime;
let host: Host;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = { database: { url: database.url, migrate: 'auto' } };
  const directory = await hosts.make(pricedHost(url));
  host = await openHost({ cwd: directory, actor: 'ann' });
  runtime = await createRuntime({ cwd: directory, actor: 'bob', onEvent: (event) => events.push(event) });
  await runtime.start();
});

afterAll(async () => {
  await runtime.stop(0);
  await host.close();
  await database.drop();
  await hosts.remove();
});

const { approveRun, approveRuns } = await operations.approveRuns();
const { autoApprove } = await operations.autoApprove();
const { auditTrail } = await operations.auditTrail();

async function submitted(job: string, parameters: object = {}, options: object = {}): Promise<string> {
  return (await runtime.runs.submit(job, { ...parameters }, options)).runId;
}

async function until(id: string, wanted: string) {
  let run = await runtime.runs.status(id);
  await expect
    .poll(async () => (run = await runtime.runs.status(id)).status, { timeout: 60_000, interval: 20 })
    .toBe(wanted);
  return run;
}

describe('a run that is priced', () => {
  test('costs little enough, and shows what it was estimated and what it cost', async () => {
    const id = await submitted('extract', { pages: 5 });
    await runtime.runs.wait(id);
    const run = await runtime.runs.status(id);
    expect(run.cost).toEqual({
      estimated: 0.17,
      actual: 0.17,
      currency: 'USD',
      lines: [
        { label: 'Extraction', amount: 0.15, estimated: 0.15, actual: 0.15, quantity: 5 },
        { label: 'Embeddings', amount: 0.02, estimated: 0.02, actual: 0.02, quantity: 5 },
      ],
      low: 0.17,
      high: 0.32,
      warnings: [],
    });
    expect(run.approval).toMatchObject({ how: 'code', approved_by: 'its job', held_because: null });
  });

  test('waits with the reason, the price and the warning when it is dear, until somebody lets it go on', async () => {
    const id = await submitted('extract', { pages: 100 }, { client: 'acme' });
    const held = await until(id, 'awaiting_approval');
    expect(held.cost).toMatchObject({ estimated: 3.4, actual: null, warnings: ['that is a lot of pages'] });
    expect(held.approval?.held_because).toBe(
      'it may cost 6.4 USD, and its job asks for approval above 1 USD',
    );
    const hours = (Date.parse(held.approval?.expires_at ?? '') - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(1.9);
    expect(hours).toBeLessThan(2.1);
    expect((await approveRuns(host, { client: 'acme' })).data.approved).toEqual([id]);
    expect((await runtime.runs.wait(id)).status).toBe('completed');
    expect(events).toContainEqual(expect.objectContaining({ kind: 'run_held', runId: Number(id) }));
  });

  test('is held when its estimate fails; approved with its submission it is not', async () => {
    const unpriced = await submitted('extract', { pages: 13 });
    const held = await until(unpriced, 'awaiting_approval');
    expect(held.cost.warnings).toEqual(['the estimate failed: page 13 is missing']);
    const yes = await submitted('extract', { pages: 100 }, { approve: true });
    await runtime.runs.wait(yes);
    expect((await runtime.runs.status(yes)).approval).toMatchObject({ how: 'submitter', approved_by: 'bob' });
    expect(await runtime.runs.approve(unpriced, { reason: 'go on' })).toBe(true);
    expect(await runtime.runs.approve(unpriced)).toBe(false);
    await runtime.runs.wait(unpriced);
  });

  test('says what it costs from a process of its own', async () => {
    const id = await submitted('isolated');
    await runtime.runs.wait(id);
    expect((await runtime.runs.status(id)).cost).toMatchObject({ estimated: 0.03, actual: 0.06 });
  });

  test('fails when its job would pay less than nothing, and has cost nothing', async () => {
    const id = await submitted('overdraw');
    const run = await runtime.runs.wait(id);
    expect([run.status, run.error?.message]).toEqual(['failed', expect.stringContaining('-5 is no amount')]);
    expect((await runtime.runs.status(id)).cost.actual).toBeNull();
  });
});

describe('whatever asks for a run', () => {
  test('a schedule, a completed run and a resubmission ask for leave too', async () => {
    const [nightly] = await expect
      .poll(() => runtime.runs.active({ job: 'nightly' }), { timeout: 60_000 })
      .toHaveLength(1)
      .then(() => runtime.runs.active({ job: 'nightly' }));
    await until(String(nightly?.id), 'awaiting_approval');
    await runtime.jobs.disable('nightly');
    await runtime.runs.cancel(String(nightly?.id));

    const free = await submitted('free');
    await runtime.runs.wait(free);
    const [after] = await runtime.runs.active({ job: 'after_free' });
    await until(String(after?.id), 'awaiting_approval');
    await runtime.runs.cancel(String(after?.id));

    const first = await submitted('publish', {}, { approve: true });
    await runtime.runs.wait(first);
    const again = await runtime.runs.retry(first);
    expect(again.status).toBe('pending');
    await until(again.runId, 'awaiting_approval');
    await runtime.runs.cancel(again.runId);
  });

  test('a delayed run that is approved waits for its time', async () => {
    const id = await submitted('publish', {}, { delay: '1h' });
    await until(id, 'awaiting_approval');
    await approveRun(host, { id });
    expect((await runtime.runs.status(id)).status).toBe('approved');
    await runtime.runs.cancel(id);
  });
});

describe('an operator', () => {
  test('sets what holds for a client, which is audited, and takes it back', async () => {
    const set = await autoApprove(host, { word: '10', client: 'rich', reason: 'they pay' });
    expect(set.data.rules.at(-1)).toMatchObject({
      job_name: null,
      client_id: 'rich',
      auto_approve: 'up_to',
      amount: 10,
      set_by: 'operator',
      actor: 'ann',
      reason: 'they pay',
    });
    const id = await submitted('extract', { pages: 100 }, { client: 'rich' });
    await runtime.runs.wait(id);
    expect((await runtime.runs.status(id)).approval).toMatchObject({
      how: 'policy',
      approved_by: 'the policy for client rich',
    });
    const audit = (await auditTrail(host, { action: 'auto_approve_set' })).data.events;
    expect(audit).toMatchObject([
      { actor: 'ann', target: 'client rich', reason: 'they pay', details: { amount: '10' } },
    ]);
    const gone = await autoApprove(host, { word: 'default', client: 'rich' });
    expect(gone.data.rules.every(({ set_by: by }) => by === 'code')).toBe(true);
  });

  test("finds a client's budget for the day kept, and what is left of it", async () => {
    await runtime.runs.wait(await submitted('extract', { pages: 5 }, { client: 'tight' }));
    const dear = await submitted('extract', { pages: 10 }, { client: 'tight' });
    const held = await until(dear, 'awaiting_approval');
    expect(held.approval?.held_because).toContain('of the budget of client tight');
    const { budgets } = (await autoApprove(host)).data;
    expect(budgets).toMatchObject([{ kind: 'client', name: 'tight', per_day: 0.5, taken: 0.17, left: 0.33 }]);
    await runtime.runs.cancel(dear);
  });

  test('is refused what cannot be, and nothing changes', async () => {
    const over = await submitted('free');
    await runtime.runs.wait(over);
    const before = (await auditTrail(host)).data.total;
    const refused: [call: () => Promise<unknown>, code: string, message: string][] = [
      [() => approveRun(host, { id: '999999' }), 'run_not_found', '999999'],
      [() => approveRun(host, { id: over, reason: 'x'.repeat(501) }), 'invalid_value', 'at most 500'],
      [() => approveRuns(host, { status: 'queued' }), 'invalid_value', "'queued' cannot be approved"],
      [() => autoApprove(host, { word: '-5' }), 'invalid_value', "'-5' is neither"],
      [() => autoApprove(host, { word: 'sometimes' }), 'invalid_value', 'neither on, off, default'],
      [() => autoApprove(host, { word: 'on', job: 'publsh' }), 'job_not_found', "did you mean 'publish'"],
      [() => autoApprove(host, { word: 'on', job: 'free' }), 'invalid_value', 'neither prices its runs'],
      [() => autoApprove(host, { word: 'on', client: ' ' }), 'invalid_value', 'a client is a text'],
      [() => autoApprove(host, { reason: 'x' }), 'invalid_value', 'a reason is for a change'],
    ];
    for (const [call, code, message] of refused)
      await expect(call()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    const finished = await approveRun(host, { id: over });
    expect(finished.data.refused).toEqual([
      { id: over, reason: 'it is completed: only a run that waits for approval can be approved' },
    ]);
    expect((await auditTrail(host)).data.total).toBe(before);
  });
});

test('a configuration with prices and budgets that cannot be is refused, all mistakes at once', async () => {
  const costs = {
    currency: 'dollars',
    prices: { Extraction: -1 },
    timeZone: 'Mars',
    budgets: { clients: { a: 'x' } },
  };
  const directory = await hosts.make(pricedHost({ costs, approvals: { expireAfter: '0s' } }));
  const error: unknown = await openHost({ cwd: directory }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'configuration_invalid' });
  for (const path of [
    'costs.currency',
    'costs.prices.Extraction',
    'costs.timeZone',
    'costs.budgets.clients.a',
    'approvals.expireAfter',
  ])
    expect(String(error)).toContain(path);
  const above = { jobs: { free: { approval: { above: 5 } } }, costs: { budgets: { jobs: { extrct: 1 } } } };
  const other: unknown = await openHost({ cwd: await hosts.make(pricedHost(above)) }).catch(
    (thrown: unknown) => thrown,
  );
  expect(String(other)).toContain('jobs.free.approval.above');
  expect(String(other)).toContain("there is no such job: did you mean 'extract'?");
});
