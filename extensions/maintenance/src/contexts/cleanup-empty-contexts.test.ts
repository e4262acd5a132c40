import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MaintenanceHost, openMaintenanceHost } from '../../test/maintenance-host.js';
import { CleanupEmptyContexts } from './cleanup-empty-contexts.js';

const context = (id: string, ago: string) =>
  `('${id}', 'gone', infra_now() - interval '9 days', infra_now() - interval '${ago}')`;

describe('cleanup_empty_contexts', () => {
  let host: MaintenanceHost;
  beforeAll(async () => {
    host = await openMaintenanceHost();
  });
  beforeEach(() => host.rows('truncate maintenance_contexts, maintenance_requests'));
  afterAll(() => host.close());

  const add = (...values: string[]) =>
    host.rows(
      `insert into maintenance_contexts (id, session_id, created_at, last_used_at) values ${values.join(', ')}`,
    );
  const ids = async () =>
    (await host.rows<{ id: string }>('select id from maintenance_contexts order by id')).map(({ id }) => id);
  const hold = (id: string) =>
    host.rows(`insert into maintenance_requests (session_id, context_id, path, status, duration_ms, at)
      values ('s', '${id}', '/', 200, 1, infra_now() - interval '3 days')`);

  it('deletes the contexts that hold nothing, once they are older than a day', async () => {
    await add(context('empty', '25 hours'), context('young', '23 hours'), context('held', '3 days'));
    await hold('held');
    const result = await host.run(CleanupEmptyContexts);
    expect(result).toMatchObject({
      message: 'Cleaned up 1 empty context(s)',
      itemsProcessed: 1,
      output: { contexts_cleaned: 1, grace_hours: 24, dry_run: false },
    });
    expect(await ids()).toEqual(['held', 'young']);
  });

  it('counts and deletes nothing on a dry run', async () => {
    await add(context('empty', '3 hours'), context('young', '1 hour'));
    const result = await host.run(CleanupEmptyContexts, { grace_hours: '2', dry_run: true });
    expect(result).toMatchObject({
      message: 'Would clean up 1 empty context(s) (dry run)',
      output: { contexts_cleaned: 1, grace_hours: 2, dry_run: true },
    });
    expect(await ids()).toEqual(['empty', 'young']);
  });

  it('leaves a context that comes into use while it runs', async () => {
    await add(context('coming', '3 days'), context('empty', '3 days'));
    await host.db.transaction().execute(async (transaction) => {
      const { sql } = await import('kysely');
      await sql`update maintenance_contexts set last_used_at = infra_now() where id = 'coming'`.execute(
        transaction,
      );
      expect((await host.run(CleanupEmptyContexts)).output.contexts_cleaned).toBe(1);
    });
    expect(await ids()).toEqual(['coming']);
  });
});

describe("cleanup_empty_contexts on the host's own tables", () => {
  it('takes a context for empty when no table of the host refers to it', async () => {
    const host = await openMaintenanceHost(
      {
        tables: {
          contexts: {
            table: 'carts',
            columns: { id: 'cart', lastUsedAt: 'touched' },
            heldBy: [
              { table: 'items', column: 'cart' },
              { table: 'notes', column: 'of' },
            ],
          },
        },
      },
      [
        'create table carts (cart bigint primary key, touched timestamptz not null)',
        'create table items (cart bigint)',
        'create table notes ("of" bigint)',
        `insert into carts select n, infra_now() - interval '2 days' from generate_series(1, 4) as n`,
        'insert into items values (1), (null)',
        'insert into notes values (2)',
      ],
    );
    try {
      expect((await host.run(CleanupEmptyContexts)).output.contexts_cleaned).toBe(2);
      expect(await host.rows('select cart::integer from carts order by cart')).toEqual([
        { cart: 1 },
        { cart: 2 },
      ]);
      expect(await host.tables()).not.toContain('maintenance_contexts');
    } finally {
      await host.close();
    }
  });

  it("deletes nothing when requests are the host's and it is not known what holds a context", async () => {
    const host = await openMaintenanceHost({ tables: { requests: { table: 'access_log' } } }, [
      'create table access_log (session_id text, path text, status integer, at timestamptz)',
    ]);
    try {
      await host.rows(`insert into maintenance_contexts values ('c', 's', infra_now() - interval '9 days',
        infra_now() - interval '9 days')`);
      const result = await host.run(CleanupEmptyContexts);
      expect(result.output.contexts_cleaned).toBe(0);
      expect(result.message).toContain('tables.contexts.heldBy');
    } finally {
      await host.close();
    }
  });
});
