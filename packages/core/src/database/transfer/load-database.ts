import type { ClientBase } from 'pg';
import type { SchemaVersion } from '../schema-version.js';
import { type CatalogTable, readForeignKeys, readTables, writeSequences } from './catalog.js';
import { SchemasDifferError, TransferIncompleteError } from './transfer-errors.js';
import {
  type TransferItem,
  transferFormat,
  type TransferredColumn,
  type TransferredRow,
} from './transfer-item.js';

/** What a transfer brought. */
export interface TransferReport {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly rows: number;
  /** Tables with rows that the target does not have, and those of other schemas as `schema.table`. */
  readonly leftOut: readonly string[];
}

/** Told after each batch; for people who wait. */
export type TransferProgress = (table: string, rows: number) => void;

/**
 * Fills a database that has been migrated: what it held is replaced. `client` is in a transaction, which is to be rolled
 * back when this throws.
 * @throws {SchemasDifferError} @throws {TransferIncompleteError}
 */
export async function loadDatabase(
  client: ClientBase,
  items: AsyncIterable<TransferItem>,
  progress: TransferProgress,
): Promise<TransferReport> {
  const load = new DatabaseLoad(client, progress);
  for await (const item of items) await load.take(item);
  return load.finish();
}

class DatabaseLoad {
  readonly #client: ClientBase;
  readonly #progress: TransferProgress;
  readonly #there = new Map<string, CatalogTable>();
  readonly #counts = new Map<string, number>();
  readonly #leftOut: string[] = [];
  #deferred: readonly { readonly table: string; readonly name: string }[] = [];
  #table: { readonly name: string; readonly insert: string | null; readonly width: number } | null = null;
  #rows = 0;
  #told: number | null = null;

  constructor(client: ClientBase, progress: TransferProgress) {
    this.#client = client;
    this.#progress = progress;
  }

  async take(item: TransferItem): Promise<void> {
    switch (item.kind) {
      case 'header':
        return this.#begin(item);
      case 'table':
        return this.#open(item.name, item.columns);
      case 'rows':
        return this.#insert(item.rows);
      case 'sequences':
        return writeSequences(this.#client, item.sequences);
      case 'end':
        this.#told = item.rows;
    }
  }

  /** Checks references, puts everything back in its place, and compares what was sent with what is there. */
  async finish(): Promise<TransferReport> {
    if (this.#told !== this.#rows)
      throw new TransferIncompleteError('the source ended before everything was told');
    await this.#client.query('set constraints all immediate');
    for (const { table, name } of this.#deferred) {
      await this.#alter(table, `alter constraint ${this.#quoted(name)} not deferrable`);
    }
    for (const { name, triggers } of this.#there.values())
      if (triggers) await this.#alter(name, 'enable trigger user');
    const tables = [...this.#counts].map(([name, rows]) => ({ name, rows }));
    for (const { name, rows } of tables) {
      const counted = await this.#client.query<{ rows: number }>(
        `select count(*)::float8 as rows from ${this.#quoted(name)}`,
      );
      const [there] = counted.rows;
      if (there?.rows === rows) continue;
      throw new TransferIncompleteError(`${rows} rows of ${name} were sent, and ${there?.rows ?? 0} arrived`);
    }
    const loaded = tables.reduce((sum, { rows }) => sum + rows, 0);
    return { tables, rows: loaded, leftOut: this.#leftOut };
  }

  async #begin({ versions, tables, elsewhere }: Extract<TransferItem, { kind: 'header' }>): Promise<void> {
    await this.#compareVersions(versions);
    for (const table of await readTables(this.#client)) this.#there.set(table.name, table);
    this.#leftOut.push(...elsewhere);
    const names = [...this.#there.keys()];
    if (names.length > 0)
      await this.#client.query(`truncate ${names.map((name) => this.#quoted(name)).join(', ')}`);
    for (const { name, triggers } of this.#there.values())
      if (triggers) await this.#alter(name, 'disable trigger user');
    // What refers to rows that come later is checked at the end.
    const position = new Map(tables.map((name, index) => [name, index]));
    const placeOf = (name: string) => position.get(name) ?? -1;
    const keys = await readForeignKeys(this.#client);
    this.#deferred = keys.filter(({ table, refersTo }) => placeOf(refersTo) >= placeOf(table));
    for (const { table, name } of this.#deferred) {
      await this.#alter(table, `alter constraint ${this.#quoted(name)} deferrable initially deferred`);
    }
    await this.#client.query('set constraints all deferred');
  }

  async #compareVersions(versions: readonly Pick<SchemaVersion, 'package' | 'version'>[]): Promise<void> {
    const told = new Map(versions.map(({ package: name, version }) => [name, version]));
    const { rows } = await this.#client.query<Pick<SchemaVersion, 'package' | 'version'>>(
      'select package, version from infra_schema order by package',
    );
    for (const { package: name, version } of rows) {
      const from = told.get(name) ?? version;
      if (from !== version) throw new SchemasDifferError(name, from, version);
    }
  }

  #open(name: string, columns: readonly TransferredColumn[]): Promise<void> {
    const table = this.#there.get(name);
    this.#table = {
      name,
      width: columns.length,
      insert: table === undefined ? null : this.#insertInto(table, columns),
    };
    if (table !== undefined) this.#counts.set(name, 0);
    return Promise.resolve();
  }

  /** By the types that the target gives its columns: a value that does not fit them is an error, not a guess. */
  #insertInto(table: CatalogTable, columns: readonly TransferredColumn[]): string {
    const types = new Map(table.columns.map(({ name, type }) => [name, type]));
    const named = columns.map(({ name }, index) => {
      const type = types.get(name);
      if (type === undefined)
        throw new TransferIncompleteError(`the target's table ${table.name} has no column ${name}`);
      return { column: this.#quoted(name), value: `u.c${index}::${type}` };
    });
    const given = named.map((_, index) => `$${index + 1}::text[]`).join(', ');
    const names = named.map((_, index) => `c${index}`).join(', ');
    return `insert into ${this.#quoted(table.name)} (${named.map(({ column }) => column).join(', ')})
      overriding system value
      select ${named.map(({ value }) => value).join(', ')} from unnest(${given}) u(${names})`;
  }

  async #insert(rows: readonly TransferredRow[]): Promise<void> {
    this.#rows += rows.length;
    const table = this.#table;
    if (table === null || rows.length === 0) return;
    if (table.insert === null) {
      if (!this.#leftOut.includes(table.name)) this.#leftOut.push(table.name);
      return;
    }
    const columns = Array.from({ length: table.width }, (_, index) => rows.map((row) => row[index] ?? null));
    await this.#client.query(table.insert, columns);
    const sofar = (this.#counts.get(table.name) ?? 0) + rows.length;
    this.#counts.set(table.name, sofar);
    this.#progress(table.name, sofar);
  }

  #alter(table: string, change: string): Promise<unknown> {
    return this.#client.query(`alter table ${this.#quoted(table)} ${change}`);
  }

  #quoted(name: string): string {
    return this.#client.escapeIdentifier(name);
  }
}

/** Whether a header is of a format that this program reads. */
export function isReadable(item: TransferItem | null): item is Extract<TransferItem, { kind: 'header' }> {
  return item?.kind === 'header' && item.format === transferFormat;
}
