import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openHost, operations } from '@infra/core';
import { createTestDatabase } from '@infra/core/testing';
import { expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

// By table: `column type`, with `, null` where it may be.
type Columns = Record<string, string[]>;

test('the tables page has every table and column of a migrated database, and no others', async () => {
  const document = await readFile(`${repository}docs/tables.md`, 'utf8');
  expect(documented(document)).toEqual(await columnsOfMigratedDatabase());
});

function documented(document: string): Columns {
  const sections = document.split(/^#{2,3} /m).slice(1);
  const tables = sections.filter((section) => section.includes('| column | type |'));
  return Object.fromEntries(
    tables.map((section) => {
      const rows = [...section.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)];
      return [
        section.split('\n')[0] ?? '',
        rows.map(([, column, type]) => `${column} ${type?.trim()}`).toSorted(),
      ];
    }),
  );
}

/** What `infra db migrate` makes of an empty database, for the repository's own host with its three extensions. */
async function columnsOfMigratedDatabase(): Promise<Columns> {
  const testDatabase = await createTestDatabase({ template: 'template0' });
  const host = await openHost({ cwd: repository, databaseUrl: testDatabase.url });
  try {
    await (await operations.migrateDatabase()).migrateDatabase(host);
    const database = await host.database();
    const rows = await database.query<{ table: string; column: string }>({
      name: 'documented_columns',
      text: `select c.relname as table,
          a.attname || ' ' || replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz')
            || case when a.attnotnull then '' else ', null' end as column
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
          and c.relname not like 'infra\\_migrations\\_%'
        order by c.relname`,
    });
    const tables = Object.groupBy(rows, (row) => row.table);
    return Object.fromEntries(
      Object.entries(tables).map(([table, columns = []]) => [
        table,
        columns.map(({ column }) => column).toSorted(),
      ]),
    );
  } finally {
    await host.close();
    await testDatabase.drop();
  }
}
