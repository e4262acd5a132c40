import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MaintenanceHost, noon, openMaintenanceHost } from '../../test/maintenance-host.js';
import { createActivityRecorder } from './create-activity-recorder.js';

const request = { sessionId: 's1', path: '/posts/1?draft=yes', status: 200, durationMs: 12.5 };
const hourBefore = new Date(noon.getTime() - 3_600_000);

describe('what the recorder leaves in the database', () => {
  let host: MaintenanceHost;
  beforeAll(async () => {
    host = await openMaintenanceHost();
  });
  beforeEach(() => host.rows('truncate maintenance_sessions, maintenance_contexts, maintenance_requests'));
  afterAll(() => host.close());

  it('is the request, its session and its context', async () => {
    const recorder = createActivityRecorder(host.db);
    recorder.recordRequest({ ...request, contextId: 'c1', at: hourBefore });
    await recorder.flush();
    expect(
      await host.rows(
        'select session_id, context_id, path, status, duration_ms, at from maintenance_requests',
      ),
    ).toEqual([
      {
        session_id: 's1',
        context_id: 'c1',
        path: '/posts/1',
        status: 200,
        duration_ms: 12.5,
        at: hourBefore,
      },
    ]);
    expect(await host.rows('select * from maintenance_sessions')).toEqual([
      { id: 's1', started_at: hourBefore, last_seen_at: hourBefore, ended_at: null },
    ]);
    expect(await host.rows('select * from maintenance_contexts')).toEqual([
      { id: 'c1', session_id: 's1', created_at: hourBefore, last_used_at: hourBefore },
    ]);
  });

  it("dates what comes without a time by the database's clock", async () => {
    const recorder = createActivityRecorder(host.db);
    recorder.recordRequest(request);
    await recorder.flush();
    const [row] = await host.rows<{ at: Date }>('select at from maintenance_requests');
    expect(row!.at.getTime()).toBeGreaterThan(noon.getTime() - 10_000);
    expect(row!.at.getTime()).toBeLessThanOrEqual(noon.getTime());
  });

  it('widens a session by what is recorded of it, in whatever order it comes', async () => {
    const recorder = createActivityRecorder(host.db);
    recorder.recordRequest({ ...request, at: noon });
    await recorder.flush();
    recorder.startSession({ sessionId: 's1', at: hourBefore });
    await recorder.flush();
    expect(await host.rows('select started_at, last_seen_at from maintenance_sessions')).toEqual([
      { started_at: hourBefore, last_seen_at: noon },
    ]);
  });

  it('keeps sessions and contexts of which there is no request, and when a session ended', async () => {
    const recorder = createActivityRecorder(host.db);
    recorder.startSession({ sessionId: 's1', at: hourBefore });
    recorder.openContext({ sessionId: 's1', contextId: 'c1', at: hourBefore });
    recorder.endSession({ sessionId: 's1', at: noon });
    await recorder.flush();
    recorder.recordRequest({ ...request, at: noon });
    await recorder.close();
    expect(await host.rows('select * from maintenance_sessions')).toEqual([
      { id: 's1', started_at: hourBefore, last_seen_at: noon, ended_at: noon },
    ]);
    expect(await host.rows('select id from maintenance_contexts')).toEqual([{ id: 'c1' }]);
    expect(await host.rows('select 1 from maintenance_requests')).toHaveLength(1);
  });

  it('takes whatever a client sends as a path', async () => {
    const recorder = createActivityRecorder(host.db);
    for (const path of [
      "/'; drop table maintenance_requests; --",
      '/\0',
      '/\ud83d',
      '/\\u0000',
      '/ä"🙂',
      '',
    ]) {
      recorder.recordRequest({ ...request, path });
    }
    await recorder.flush();
    expect(await host.rows('select path from maintenance_requests order by id')).toEqual(
      ["/'; drop table maintenance_requests; --", '/', '/\ufffd', '/\\u0000', '/ä"🙂', ''].map((path) => ({
        path,
      })),
    );
  });

  it('is complete when two recorders write the same sessions at once', async () => {
    const recorders = [createActivityRecorder(host.db), createActivityRecorder(host.db)];
    for (let index = 0; index < 1500; index += 1) {
      for (const recorder of recorders)
        recorder.recordRequest({ ...request, sessionId: `s${(index * 7) % 100}` });
    }
    await Promise.all(recorders.map((recorder) => recorder.close()));
    expect(await host.rows('select 1 from maintenance_requests')).toHaveLength(3000);
    expect(await host.rows('select 1 from maintenance_sessions')).toHaveLength(100);
  });
});

describe("the recorder beside the host's own tables", () => {
  it('writes what is its own and leaves theirs alone', async () => {
    const tables = { sessions: { table: 'visits' }, requests: { table: 'access_log' } };
    const host = await openMaintenanceHost({ tables }, [
      'create table visits (id text primary key, last_seen_at timestamptz not null)',
      'create table access_log (session_id text, path text, status integer, at timestamptz)',
    ]);
    try {
      const recorder = createActivityRecorder(host.db, { tables });
      recorder.recordRequest({ ...request, contextId: 'c1' });
      await recorder.close();
      expect(await host.rows('select id from maintenance_contexts')).toEqual([{ id: 'c1' }]);
      expect(await host.rows('select 1 from visits union all select 1 from access_log')).toEqual([]);
    } finally {
      await host.close();
    }
  });

  it('refuses names that are not identifiers', () => {
    const tables = { sessions: { table: 'visits; drop table visits' } };
    expect(() => createActivityRecorder({} as never, { tables })).toThrow(/not a table/);
  });
});
