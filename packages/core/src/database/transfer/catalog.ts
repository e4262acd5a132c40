import type { ClientBase } from 'pg';
import type { TransferredColumn, TransferredSequence } from './transfer-item.js';

/** A table of the schema that migrations make tables in. */
export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly TransferredColumn[];
  /** Tables that its foreign keys refer to, itself perhaps among them. */
  readonly refersTo: readonly string[];
  /** Whether it has triggers that somebody made. */
  readonly triggers: boolean;
}

// What migrations record of themselves belongs to the database they ran on.
const ownRecord = `c.relname = 'infra_schema' or c.relname like 'infra\\_migrations\\_%'`;

const tables = `
  select c.relname as name,
    (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
        order by a.attnum), '[]')
      from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
    (select coalesce(json_agg(distinct f.relname), '[]')
      from pg_constraint k join pg_class f on f.oid = k.confrelid
      where k.conrelid = c.oid and k.contype = 'f') as "refersTo",
    exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as triggers
  from pg_class c
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relpersistence <> 't' and not (${ownRecord})
  order by c.relname`;

const elsewhere = `
  select n.nspname || '.' || c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
    and n.nspname <> current_schema() and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
  order by 1`;

const sequenceNames = `
  select c.relname as name from pg_class c
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'S' order by 1`;

const foreignKeys = `
  select k.conname as name, c.relname as "table", f.relname as "refersTo"
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
  where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace and not k.condeferrable
    and k.conparentid = 0`;

/** The tables that hold data of core, of extensions and of the host itself, by name. */
export async function readTables(client: ClientBase): Promise<CatalogTable[]> {
  return (await client.query<CatalogTable>(tables)).rows;
}

/** Tables in other schemas, as `schema.table`. */
export async function readTablesElsewhere(client: ClientBase): Promise<string[]> {
  return (await client.query<{ name: string }>(elsewhere)).rows.map(({ name }) => name);
}

/** Where every sequence stands: ahead of what the transaction sees, for sequences know no snapshot. */
export async function readSequences(client: ClientBase): Promise<TransferredSequence[]> {
  const { rows } = await client.query<{ name: string }>(sequenceNames);
  const sequences: TransferredSequence[] = [];
  for (const { name } of rows) {
    const state = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${client.escapeIdentifier(name)}`,
    );
    sequences.push({ name, last: '1', called: false, ...state.rows[0] });
  }
  return sequences;
}

/** Sets those of the sequences that are there: a table that is left out needs none. */
export async function writeSequences(
  client: ClientBase,
  sequences: readonly TransferredSequence[],
): Promise<void> {
  const there = new Set((await client.query<{ name: string }>(sequenceNames)).rows.map(({ name }) => name));
  for (const { name, last, called } of sequences) {
    if (!there.has(name)) continue;
    const quoted = client.escapeIdentifier(name);
    await client.query('select setval($1::regclass, $2::bigint, $3)', [quoted, last, called]);
  }
}

/** Foreign keys that are checked row by row. */
export async function readForeignKeys(
  client: ClientBase,
): Promise<{ name: string; table: string; refersTo: string }[]> {
  return (await client.query<{ name: string; table: string; refersTo: string }>(foreignKeys)).rows;
}

/** Of these tables, those that have a row. */
export async function filledTables(client: ClientBase, names: readonly string[]): Promise<string[]> {
  const filled: string[] = [];
  for (const name of names) {
    const from = client.escapeIdentifier(name);
    const { rows } = await client.query<{ filled: boolean }>(`select exists (select from ${from}) as filled`);
    if (rows[0]?.filled === true) filled.push(name);
  }
  return filled;
}

/** Each table after those that it refers to, as far as there is no circle; else by name. */
export function inReferenceOrder(all: readonly CatalogTable[]): CatalogTable[] {
  const ordered: CatalogTable[] = [];
  const placed = new Set<string>();
  let waiting = [...all];
  const known = new Set(all.map(({ name }) => name));
  while (waiting.length > 0) {
    const free = waiting.filter(({ name, refersTo }) =>
      refersTo.every((other) => other === name || placed.has(other) || !known.has(other)),
    );
    // In a circle the first by name goes ahead; the target checks its references at the end.
    const next = free.length > 0 ? free : waiting.slice(0, 1);
    for (const table of next) placed.add(table.name);
    ordered.push(...next);
    waiting = waiting.filter(({ name }) => !placed.has(name));
  }
  return ordered;
}
