import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MaintenanceHost, openMaintenanceHost } from '../../test/maintenance-host.js';
import { DatabaseCleanup } from './database-cleanup.js';

const nothing = {
  runs: 0,
  log_lines: 0,
  skipped_occurrences: 0,
  workers: 0,
  audit_events: 0,
  idempotency_keys: 0,
  notifications: 0,
  alerts: 0,
  requests: 0,
  orphaned_contexts: 0,
  orphaned_flags: 0,
};

describe('database_cleanup', () => {
  let host: MaintenanceHost;
  beforeEach(async () => {
    host = await openMaintenanceHost({ retention: { requests: '7d' } });
  });
  afterEach(() => host.close());

  const addSession = (id: string) =>
    host.rows(
      `insert into maintenance_sessions (id, started_at, last_seen_at) values ('${id}', infra_now(), infra_now())`,
    );
  const addContext = (id: string, session: string, ago: string) =>
    host.rows(`insert into maintenance_contexts values ('${id}', '${session}', infra_now() - interval '${ago}',
      infra_now() - interval '${ago}')`);
  const addRequest = (session: string, ago: string, context: string | null = null) =>
    host.rows(`insert into maintenance_requests (session_id, context_id, path, status, duration_ms, at)
      values ('${session}', ${context === null ? 'null' : `'${context}'`}, '/', 200, 1, infra_now() - interval '${ago}')`);
  const addFlag = (session: string) =>
    host.rows(`insert into maintenance_session_flags values ('${session}', 2, '[]', 30, infra_now(), infra_now(),
      infra_now(), infra_now())`);

  it('prunes what the host keeps by its retention', async () => {
    host.retention.report = {
      runs: 12,
      logLines: 300,
      skippedOccurrences: 4,
      workers: 1,
      auditEvents: 2,
      idempotencyKeys: 3,
      notifications: 0,
      alerts: 0,
    };
    const result = await host.run(DatabaseCleanup);
    expect(host.retention.asked).toEqual([{ dryRun: false }]);
    expect(result).toMatchObject({
      success: true,
      message:
        'Deleted 322 row(s): runs 12, log lines 300, skipped occurrences 4, workers 1, audit events 2, idempotency keys 3',
      itemsProcessed: 322,
      output: {
        ...nothing,
        runs: 12,
        log_lines: 300,
        skipped_occurrences: 4,
        workers: 1,
        audit_events: 2,
        idempotency_keys: 3,
        dry_run: false,
      },
    });
  });

  it('deletes recorded requests past their days', async () => {
    for (const ago of ['8 days', '169 hours', '167 hours', '1 hour']) await addRequest('s', ago);
    expect((await host.run(DatabaseCleanup)).output).toEqual({ ...nothing, requests: 2, dry_run: false });
    expect(await host.rows('select 1 from maintenance_requests')).toHaveLength(2);
  });

  it('deletes contexts of sessions that are gone, unless they hold something or were just used', async () => {
    await addSession('alive');
    await addContext('of-a-live-session', 'alive', '3 days');
    await addContext('orphan', 'gone', '2 hours');
    await addContext('just-opened', 'gone', '30 minutes');
    await addContext('held', 'gone', '3 days');
    await addRequest('gone', '3 days', 'held');
    expect((await host.run(DatabaseCleanup)).output.orphaned_contexts).toBe(1);
    expect(await host.rows('select id from maintenance_contexts order by id')).toEqual([
      { id: 'held' },
      { id: 'just-opened' },
      { id: 'of-a-live-session' },
    ]);
  });

  it('deletes flags when neither the session nor a request of it is left', async () => {
    for (const session of ['alive', 'requested', 'expired', 'gone']) await addFlag(session);
    await addSession('alive');
    await addRequest('requested', '3 days');
    await addRequest('expired', '9 days');
    expect((await host.run(DatabaseCleanup)).output).toEqual({
      ...nothing,
      requests: 1,
      orphaned_flags: 2,
      dry_run: false,
    });
    expect(await host.rows('select session_id from maintenance_session_flags order by 1')).toEqual([
      { session_id: 'alive' },
      { session_id: 'requested' },
    ]);
  });

  it('deletes nothing on a dry run', async () => {
    await addRequest('s', '8 days');
    await addFlag('gone');
    const result = await host.run(DatabaseCleanup, { dry_run: true });
    expect(host.retention.asked).toEqual([{ dryRun: true }]);
    expect(result.message).toBe('Would delete 2 row(s): requests 1, orphaned flags 1 (dry run)');
    expect(result.output).toEqual({ ...nothing, requests: 1, orphaned_flags: 1, dry_run: true });
    expect(await host.rows('select 1 from maintenance_requests')).toHaveLength(1);
    expect(await host.rows('select 1 from maintenance_session_flags')).toHaveLength(1);
  });

  it('says so when there is nothing to delete', async () => {
    expect((await host.run(DatabaseCleanup)).message).toBe('Nothing to delete');
  });

  it('hands the signal of the run to the host, and stops by it', async () => {
    await addRequest('s', '8 days');
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(host.run(DatabaseCleanup, {}, { signal })).rejects.toThrow('cancelled');
    expect(await host.rows('select 1 from maintenance_requests')).toHaveLength(1);
  });
});

describe("database_cleanup beside the host's own tables", () => {
  it("leaves the host's requests and contexts alone, and knows its sessions", async () => {
    const host = await openMaintenanceHost(
      {
        tables: {
          sessions: { table: 'visits' },
          requests: { table: 'access_log', columns: { sessionId: 'visit' } },
          contexts: { table: 'carts', heldBy: [{ table: 'access_log', column: 'cart' }] },
        },
      },
      [
        'create table visits (id integer primary key, last_seen_at timestamptz)',
        'create table access_log (visit integer, cart integer, path text, status text, at timestamptz)',
        'create table carts (id integer primary key, last_used_at timestamptz)',
        'insert into visits values (1, infra_now())',
        `insert into access_log values (2, null, '/', '200', infra_now() - interval '900 days')`,
        `insert into carts values (1, infra_now() - interval '900 days')`,
      ],
    );
    try {
      for (const session of ['1', '2', '3']) {
        await host.rows(`insert into maintenance_session_flags values ('${session}', 2, '[]', 30, infra_now(),
          infra_now(), infra_now(), infra_now())`);
      }
      expect((await host.run(DatabaseCleanup)).output).toEqual({
        ...nothing,
        orphaned_flags: 1,
        dry_run: false,
      });
      expect(await host.tables()).toEqual(['access_log', 'carts', 'maintenance_session_flags', 'visits']);
    } finally {
      await host.close();
    }
  });
});
