import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebHost } from './web-host.js';

let web: WebHost;

// Two runs: 1 of `broken`, which has failed, and 2 of `tidy`.
beforeAll(async () => {
  web = await WebHost.make();
  await web.project.infra(['jobs', 'run', 'broken', 'tidy', '--sequential']);
});

afterAll(() => web.remove());

describe('what can run', () => {
  test('jobs are listed, shown and explained as on the command line', async () => {
    const { data } = await web.artifact('jobs list', '/api/jobs?tag=quick');
    expect(data.jobs.map(({ name }) => name)).toEqual(['greet', 'tidy']);
    expect((await web.artifact('jobs show', '/api/jobs/greet')).title).toBe('Job: greet');
    const history = await web.artifact('jobs history', '/api/jobs/broken/history?status=failed');
    expect(history.data.entries[0]).toMatchObject({ run_id: '1', status: 'failed' });
    const next = await web.artifact('jobs next', '/api/jobs/tidy/next?limit=3&from=2030-01-01T00:00:00Z');
    expect(next.data.occurrences[0]?.at).toBe('2030-01-01T01:00:00.000Z');
    await web.artifact('jobs explain', '/api/jobs/tidy/explain?at=2030-01-01T00:00:00Z');
  });

  test('jobs tell how their last runs and their latest occurrences went', async () => {
    const { data } = await web.artifact('jobs list', '/api/jobs?results=5');
    const broken = data.jobs.find(({ name }) => name === 'broken');
    expect(broken?.results).toMatchObject([{ run_id: '1', status: 'failed' }]);
    const ledger = await web.artifact('jobs ledger', '/api/jobs/broken/ledger?limit=5');
    expect(ledger.data).toMatchObject({ job_name: 'broken', entries: [] });
  });

  test('a run is submitted by who asks, and is found in the list and on the command line', async () => {
    const { data } = await web.artifact('runs submit', '/api/jobs/greet/run', {
      method: 'POST',
      body: { parameters: { name: 'Grace' } },
    });
    const shown = await web.artifact('runs status', `/api/runs/${data.run_id}`);
    expect(shown.data).toMatchObject({ status: 'queued', actor: 'ada', trigger: 'manual' });
    const listed = await web.artifact('runs list', '/api/runs?filter=approved&limit=1');
    expect(listed.data.runs[0]?.id).toBe(data.run_id);
  });

  test('a job is disabled with a reason, by name, and found so on the command line', async () => {
    const { data } = await web.artifact('jobs disable', '/api/jobs/tidy/disable', {
      method: 'POST',
      body: { reason: 'spring clean' },
    });
    expect(data).toMatchObject({ enabled: false, reason: 'spring clean' });
    const shown = await web.project.artifact('jobs show', ['tidy']);
    expect(shown.data).toMatchObject({ enabled: false, actor: 'ada', reason: 'spring clean' });
    await web.artifact('jobs enable', '/api/jobs/tidy/enable', { method: 'POST', body: {} });
    await web.artifact('jobs reset', '/api/jobs/tidy/reset', { method: 'POST' });
    const audit = await web.artifact('audit', '/api/audit?target=tidy');
    expect(audit.data.events.map(({ actor, action }) => [actor, action])).toEqual([
      ['ada', 'job_reset'],
      ['ada', 'job_enabled'],
      ['ada', 'job_disabled'],
    ]);
  });
});

test('failures of one kind are listed and resolved together', async () => {
  const { groups } = (await web.artifact('failures list', '/api/failures?view=groups')).data;
  const fingerprint = groups[0]?.fingerprint ?? '';
  const listed = await web.artifact('failures list', `/api/failures?fingerprint=${fingerprint}`);
  expect(listed.data.failures).toMatchObject([{ job_name: 'broken', fingerprint }]);
  const older = `/api/failures?after=${listed.data.failures[0]?.id ?? ''}`;
  expect((await web.artifact('failures list', older)).data.failures).toEqual([]);
  expect(await web.problem(`${older}&view=resolved`)).toMatchObject({ code: 'usage' });
  const resolve = async (kind: string) => {
    const body = { selection: { all: true, fingerprint: kind } };
    const { data } = await web.artifact('failures delete', '/api/failures/delete', { method: 'POST', body });
    return data.total;
  };
  expect(await resolve('another')).toBe(0);
  expect(await resolve(fingerprint)).toBe(1);
});
