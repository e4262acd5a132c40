import { afterAll, beforeAll, expect, test } from 'vitest';
import { pricedHost } from '../runtime/priced-host.js';
import { InfraHost } from './infra-host.js';

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make(pricedHost());
  await host.infra(['db', 'migrate']);
});

afterAll(() => host.remove());

test('a run that needs approval is pending; it is approved once, with who and why, and then queued', async () => {
  const { data } = await host.artifact('runs submit', ['publish', '-c', 'acme']);
  expect(data).toMatchObject({ status: 'pending', created: true });
  const approved = await host.infra(['runs', 'approve', 'pending', '-c', 'acme', '--reason', 'go on']);
  expect([approved.stdout, approved.code]).toEqual([
    `Approved runs:\n  ✓ ${data.run_id}\n\nTotal approved: 1\n`,
    0,
  ]);
  const run = (await host.artifact('runs status', [data.run_id])).data;
  expect(run).toMatchObject({ status: 'queued', approval: { how: 'person', reason: 'go on' } });
  const again = await host.artifact('runs approve run', [data.run_id]);
  expect(again.data.refused).toEqual([
    { id: data.run_id, reason: expect.stringContaining('has approved it') },
  ]);
  expect(again.code).toBe(1);
});

test('--yes approves when a run is submitted', async () => {
  expect((await host.artifact('runs submit', ['publish', '--yes'])).data.status).toBe('queued');
});

test('jobs run reports what waits for approval, and runs what costs little enough', async () => {
  const { data, code, stderr } = await host.artifact('jobs run', ['publish', 'extract']);
  expect(Object.fromEntries(data.jobs_run.map(({ job_name: job, status }) => [job, status]))).toEqual({
    extract: 'success',
    publish: 'awaiting_approval',
  });
  expect(code).toBe(1);
  const held = data.jobs_run.find(({ job_name: job }) => job === 'publish')?.run_id;
  expect(stderr).toContain(`\`infra runs approve run ${held}\` gives it`);
  const id = data.jobs_run.find(({ job_name: job }) => job === 'extract')?.run_id ?? '';
  const card = (await host.infra(['runs', 'status', id])).stdout;
  for (const line of [
    'Chunks processed',
    'Concepts: 23',
    'Extraction: $0.03',
    'Embeddings: $0.004',
    'Total: $0.034',
  ])
    expect(card).toContain(line);
  const filtered = await host.artifact('runs approve filter', ['awaiting_approval']);
  expect(filtered.data.approved).toHaveLength(1);
});

test('auto-approval is set for a client and shown with the budgets', async () => {
  const set = await host.artifact('config auto-approve', ['10', '--client', 'rich', '--reason', 'they pay']);
  expect(set.data.rules.at(-1)).toMatchObject({ client_id: 'rich', auto_approve: 'up_to', amount: 10 });
  const { stdout } = await host.infra(['config', 'auto-approve']);
  expect(stdout).toContain('up to $10.00');
  expect(stdout).toContain('$0.00 of $0.50 taken');
});

test('what cannot be approved is refused', async () => {
  const error = await host.failure(['runs', 'approve', 'filter', 'completed']);
  expect(error).toMatchObject({ code: 'invalid_value', exitCode: 2 });
  expect(error.message).toContain("'completed' cannot be approved");
});
