import type { ClientBase } from 'pg';
import type { SchemaVersion } from '../schema-version.js';
import { inReferenceOrder, readSequences, readTables, readTablesElsewhere } from './catalog.js';
import { type TransferItem, type TransferredColumn, transferFormat } from './transfer-item.js';

/** Characters of one batch of rows, about: a row may have megabytes, and a table millions of rows. */
const batchSize = 1_000_000;
const mostRows = 2_000;

/** Tells everything that a database holds, as one snapshot sees it: `client` is in a transaction of that kind. */
export async function* readDatabase(client: ClientBase): AsyncGenerator<TransferItem> {
  const tables = inReferenceOrder(await readTables(client));
  const versions = await client.query<Pick<SchemaVersion, 'package' | 'version'>>(
    'select package, version from infra_schema order by package',
  );
  yield {
    kind: 'header',
    format: transferFormat,
    madeAt: new Date().toISOString(),
    versions: versions.rows,
    tables: tables.map(({ name }) => name),
    elsewhere: await readTablesElsewhere(client),
  };
  let rows = 0;
  for (const { name, columns } of tables) {
    yield { kind: 'table', name, columns };
    for await (const batch of readRows(client, name, columns)) {
      rows += batch.length;
      yield { kind: 'rows', rows: batch };
    }
  }
  yield { kind: 'sequences', sequences: await readSequences(client) };
  yield { kind: 'end', rows };
}

async function* readRows(
  client: ClientBase,
  table: string,
  columns: readonly TransferredColumn[],
): AsyncGenerator<(string | null)[][]> {
  const list = columns.map(({ name }) => `${client.escapeIdentifier(name)}::text`).join(', ');
  const from = client.escapeIdentifier(table);
  // An array, for a table may have no column; and text, which needs no type of ours.
  await client.query(
    `declare transferred no scroll cursor for select array[${list}]::text[] as row from ${from}`,
  );
  let wanted = 50;
  for (;;) {
    const { rows } = await client.query<{ row: (string | null)[] }>(
      `fetch forward ${wanted} from transferred`,
    );
    if (rows.length > 0) yield rows.map(({ row }) => row);
    if (rows.length < wanted) break;
    wanted = nextBatch(rows.map(({ row }) => row));
  }
  await client.query('close transferred');
}

/** As many rows as make a batch, going by the size of these. */
function nextBatch(rows: readonly (readonly (string | null)[])[]): number {
  let size = 0;
  for (const row of rows) for (const value of row) size += value?.length ?? 0;
  const each = Math.max(1, size / Math.max(1, rows.length));
  return Math.max(1, Math.min(mostRows, Math.floor(batchSize / each)));
}
