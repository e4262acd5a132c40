import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MaintenanceHost, noon, openMaintenanceHost } from '../../test/maintenance-host.js';
import { batchSize } from '../delete-in-batches.js';
import { CleanupInactiveSessions } from './cleanup-inactive-sessions.js';

const seen = (id: string, ago: string) =>
  `('${id}', infra_now() - interval '1 day', infra_now() - interval '${ago}')`;

describe('cleanup_inactive_sessions', () => {
  let host: MaintenanceHost;
  beforeAll(async () => {
    host = await openMaintenanceHost();
  });
  beforeEach(async () => {
    await host.rows(`truncate maintenance_sessions`);
    await host.setNow(noon);
  });
  afterAll(() => host.close());

  const add = (...values: string[]) =>
    host.rows(`insert into maintenance_sessions (id, started_at, last_seen_at) values ${values.join(', ')}`);
  const ids = async () =>
    (await host.rows<{ id: string }>('select id from maintenance_sessions order by id')).map(({ id }) => id);

  it('deletes the sessions not seen for more than an hour, and says so as document 003 does', async () => {
    await add(seen('exactly', '1 hour'), seen('recent', '59 minutes'));
    await add(...Array.from({ length: 15 }, (_, index) => seen(`old-${index}`, `${61 + index} minutes`)));
    const result = await host.run(CleanupInactiveSessions);
    expect(result).toMatchObject({
      success: true,
      message: 'Cleaned up 15 inactive session(s)',
      itemsProcessed: 15,
      itemsFailed: 0,
      output: { sessions_cleaned: 15, hours_threshold: 1, dry_run: false },
    });
    expect(await ids()).toEqual(['exactly', 'recent']);
  });

  it('counts and deletes nothing on a dry run', async () => {
    await add(seen('a', '3 hours'), seen('b', '2 hours'), seen('c', '10 minutes'));
    const result = await host.run(CleanupInactiveSessions, { dry_run: 'true' });
    expect(result).toMatchObject({
      message: 'Would clean up 2 inactive session(s) (dry run)',
      output: { sessions_cleaned: 2, hours_threshold: 1, dry_run: true },
    });
    expect(await ids()).toEqual(['a', 'b', 'c']);
  });

  it('takes the hours as typed on a command line, also parts of one', async () => {
    await add(seen('a', '3 hours'), seen('b', '20 minutes'), seen('c', '10 minutes'));
    const { output } = await host.run(CleanupInactiveSessions, { hours: '0.25' });
    expect(output).toEqual({ sessions_cleaned: 2, hours_threshold: 0.25, dry_run: false });
    expect(await ids()).toEqual(['c']);
  });

  it("decides by the database's clock, whatever the process's is", async () => {
    await add(seen('a', '10 minutes'));
    expect((await host.run(CleanupInactiveSessions)).output.sessions_cleaned).toBe(0);
    await host.setNow(new Date(noon.getTime() + 3_600_000));
    expect((await host.run(CleanupInactiveSessions)).output.sessions_cleaned).toBe(1);
  });

  it('cleans up more than one batch, and reports how far it is', async () => {
    await host.rows(`insert into maintenance_sessions (id, started_at, last_seen_at)
      select 's' || n, infra_now() - interval '1 day', infra_now() - interval '5 hours'
      from generate_series(1, ${2 * batchSize + 1}) as n`);
    const progress: (number | undefined)[] = [];
    const { output } = await host.run(
      CleanupInactiveSessions,
      {},
      { progress: (p) => progress.push(p.completed) },
    );
    expect(output.sessions_cleaned).toBe(2 * batchSize + 1);
    expect(progress).toEqual([batchSize, 2 * batchSize, 2 * batchSize + 1]);
    expect(await ids()).toEqual([]);
  });

  it('does not wait for a session that somebody is just writing, and leaves it', async () => {
    await add(seen('busy', '3 hours'), seen('idle', '3 hours'));
    await host.db.transaction().execute(async (transaction) => {
      const { sql } = await import('kysely');
      await sql`update maintenance_sessions set last_seen_at = infra_now() where id = 'busy'`.execute(
        transaction,
      );
      const { output } = await host.run(CleanupInactiveSessions);
      expect(output.sessions_cleaned).toBe(1);
    });
    expect(await ids()).toEqual(['busy']);
  });

  it('stops when the run is cancelled', async () => {
    await add(seen('a', '3 hours'));
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(host.run(CleanupInactiveSessions, {}, { signal })).rejects.toThrow('cancelled');
    expect(await ids()).toEqual(['a']);
  });

  it('refuses parameters that it does not know: a misspelt dry run must not delete', async () => {
    await add(seen('a', '3 hours'));
    await expect(host.run(CleanupInactiveSessions, { dryrun: 'true' } as object)).rejects.toThrow(/dryrun/);
    await expect(host.run(CleanupInactiveSessions, { hours: -1 })).rejects.toThrow(/hours/);
    expect(await ids()).toEqual(['a']);
  });
});

describe("cleanup_inactive_sessions on the host's own table", () => {
  it('deletes there, whatever its schema, names and types are, and creates nothing for it', async () => {
    const host = await openMaintenanceHost(
      { tables: { sessions: { table: 'app.User', columns: { id: 'userSession', lastSeenAt: 'order' } } } },
      [
        'create schema app',
        'create table app."User" ("userSession" uuid primary key default gen_random_uuid(), "order" timestamptz)',
        `insert into app."User" ("order") values (infra_now()), (infra_now() - interval '2 hours'), (null)`,
      ],
    );
    try {
      expect((await host.run(CleanupInactiveSessions, { dry_run: true })).output.sessions_cleaned).toBe(1);
      expect((await host.run(CleanupInactiveSessions)).output.sessions_cleaned).toBe(1);
      expect(await host.rows('select 1 from app."User"')).toHaveLength(2);
      expect(await host.tables()).not.toContain('maintenance_sessions');
    } finally {
      await host.close();
    }
  });
});
