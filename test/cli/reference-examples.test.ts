import { createRuntime, type Runtime } from '@infra/core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { InfraHost, unscheduled } from './infra-host.js';

// The examples of the documents that the verbs come from, in this program's words, one after the other as somebody would
// try them: what each prints for people and how it ends. What the commands do beyond them has tests of its own.

let host: InfraHost;
let worker: Runtime | null = null;

beforeAll(async () => {
  host = await InfraHost.make(unscheduled);
  await host.infra(['db', 'migrate']);
});

afterAll(async () => {
  await worker?.stop(0);
  await host.remove();
});

/** Calls `infra` with a line of words. */
async function infra(line: string) {
  return host.infra(line.split(' '));
}

/** The id that a pipe gets of `infra runs submit`. */
async function submit(line: string): Promise<string> {
  const { stdout, code } = await infra(`runs submit ${line}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\n$/);
  return stdout.trim();
}

async function become(id: string, status: string): Promise<void> {
  const now = async () => (await host.artifact('runs status', [id])).data.status;
  await vi.waitUntil(async () => (await now()) === status, { timeout: 60_000 });
}

test('approval workflow: lists by state and by client, cancels one, some and all, clears', async () => {
  const mine = await submit('tidy -c client-123');
  const others = [await submit('tidy'), await submit('tidy'), await submit('tidy')];
  expect((await infra('runs list -c client-123')).stdout).toContain('1 run');
  for (const filter of ['list approved', 'list --status queued']) {
    const { stdout } = await infra(`runs ${filter}`);
    for (const id of [mine, ...others]) expect(stdout).toMatch(new RegExp(`│ +${id} │`));
  }
  for (const filter of ['pending', 'active', 'done', 'failed', 'cancelled', '--status processing'])
    expect(await infra(`runs list ${filter}`)).toMatchObject({ code: 0 });

  const status = await infra(`runs status ${mine}`);
  expect(status.stdout).toMatch(/^Run: \d+\n +Job +tidy\n +Status +queued\n +Client +client-123\n +Created /);
  expect((await infra(`runs cancel ${mine}`)).stdout).toMatch(
    new RegExp(`Cancelled runs:\\n +✓ ${mine}\\n\\nTotal cancelled: 1`),
  );
  const again = await infra(`runs cancel ${mine}`);
  expect(again.code).toBe(1);
  // Many are asked for first; on a pipe nobody can be asked.
  expect(await infra('runs cancel all --limit 50')).toMatchObject({ code: 2, stdout: '' });
  expect((await infra('runs cancel pending -c client-123 --yes')).stdout).toContain('Total cancelled: 0');
  expect((await infra('runs cancel all --limit 2 --yes')).stdout).toContain('Total cancelled: 2');

  const clear = await infra('runs clear');
  expect(clear.code).toBe(2);
  expect(clear.stderr).toContain('--confirm');
  const warned = await infra('runs clear --confirm --yes');
  expect(warned.code).toBe(0);
  expect((await infra('runs list')).stdout).not.toContain('tidy');
});

test('detached jobs: waits with an exit code that tells, stops, reads logs, retries, cleans', async () => {
  worker = await createRuntime({ cwd: host.directory, databaseUrl: host.database.url });
  await worker.start();
  const tidy = await submit('tidy');
  const broken = await submit('broken');
  const slow = await submit('slow');
  expect((await infra(`runs wait ${tidy}`)).code).toBe(0);
  expect((await infra(`runs wait ${broken}`)).code).toBe(1);
  expect((await infra(`runs wait ${slow} --timeout 100ms`)).code).toBe(124);
  expect((await infra(`runs wait ${tidy} ${broken} --timeout 5m`)).code).toBe(1);
  expect(await infra(`runs status -w ${tidy}`)).toMatchObject({ code: 0 });

  await become(slow, 'running');
  expect((await infra('runs list --status running --json')).stdout).toContain(`"id":"${slow}"`);
  expect((await infra('runs list --status failed')).stdout).toContain('broken');
  expect((await infra('status')).stdout).toContain('slow');
  expect((await infra(`runs stop ${slow} --force`)).code).toBe(0);
  expect((await infra(`runs wait ${slow}`)).code).toBe(1);

  for (const line of [
    `logs ${broken}`,
    `logs ${broken} --tail`,
    `logs ${broken} --tail 100`,
    `logs ${broken} --follow`,
  ])
    expect(await infra(`runs ${line}`)).toMatchObject({ code: 0 });

  const { data } = await host.artifact('runs retry', [tidy]);
  expect(data).toMatchObject({ created: true, retry_of: tidy });
  expect((await infra(`runs wait ${data.run_id}`)).code).toBe(0);

  expect((await infra('runs clean')).stdout).toContain('nothing to delete');
  expect((await infra('runs clean --older-than 1d')).code).toBe(0);
  // One that failed and that nobody has resolved stays.
  expect((await infra('runs clean --all')).stdout).toContain('Deleted 3 finished run(s)');
  expect((await host.artifact('runs list')).data.runs.map(({ id }) => id)).toEqual([broken]);
});

test('operations: what failed is kept until it is resubmitted or deleted', async () => {
  const { data } = await host.artifact('failures list');
  const [failure] = data.failures;
  expect(failure).toMatchObject({ job_name: 'broken' });
  const resubmitted = await host.artifact('failures resubmit', [failure?.id ?? '']);
  const made = resubmitted.data.resubmitted[0]?.new_run_id ?? '';
  expect((await infra(`runs wait ${made}`)).code).toBe(1);
  const left = (await host.artifact('failures list')).data.failures;
  expect(left.map(({ run_id }) => run_id)).toEqual([made]);
  expect((await infra(`failures delete ${left[0]?.id}`)).code).toBe(0);
  expect((await host.artifact('failures list')).data.failures).toEqual([]);
});

test('job manager: submits, reads, lists by subject, cancels and looks back by the API', async () => {
  const runs = worker!.runs;
  const { runId } = await runs.submit('slow', {}, { subject: 'my_source' });
  await expect(runs.submit('tidy', {}, { subject: 'my_source' })).rejects.toMatchObject({
    code: 'subject_busy',
  });
  expect((await runs.active({ subject: 'my_source' })).map(({ id }) => String(id))).toEqual([runId]);
  await become(runId, 'running');
  expect((await runs.status(runId)).subject).toBe('my_source');
  expect(await runs.cancel(runId, { force: true })).toBe(true);
  expect(await runs.active({ subject: 'my_source' })).toEqual([]);
  const history = await runs.history({ limit: 50, maxAgeDays: 7 });
  expect(history.map(({ id }) => String(id))).toContain(runId);
});
