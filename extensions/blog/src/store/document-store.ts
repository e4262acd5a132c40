import type { ExtensionDatabase } from '@infra/traits';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { assignSlugs } from './assign-slugs.js';
import { columnsOfFile, type DocumentRow } from './document-row.js';
import type { BlogTables } from './tables.js';

/** What an ingest run has to know of a stored document. */
export interface KnownDocument {
  readonly id: number;
  readonly collection: string;
  readonly path: string;
  readonly slug: string;
  readonly contentHash: string;
  readonly size: number;
  readonly modifiedUs: number;
  readonly changedUs: number;
  readonly recipe: string;
}

/** A document to store; `document` is the one it continues. */
export interface DocumentWrite {
  readonly row: DocumentRow;
  readonly document: KnownDocument | null;
}

/** A document's place on disk, for one whose content stayed the same. */
export interface DiskFacts {
  readonly id: number;
  readonly size: number;
  readonly modifiedUs: number;
  readonly changedUs: number;
}

// Any number, the same in every process: who writes documents holds this lock to the end of the transaction.
const writersLock = 4_711_001;

/** The documents in the database: what ingest runs compare with and write. */
export class DocumentStore {
  readonly #db: Kysely<BlogTables>;

  constructor(db: ExtensionDatabase) {
    this.#db = db.$extendTables<BlogTables>();
  }

  /** Documents of the collections, and those below the directories whatever their collection. */
  async known(collections: readonly string[], directories: readonly string[]): Promise<KnownDocument[]> {
    const prefixes = directories.map((directory) => (directory === '.' ? '' : `${directory}/`));
    return await this.#select(sql<boolean>`collection = any(${collections}) or exists (
      select from unnest(${prefixes}::text[]) as prefix where starts_with(path, prefix))`);
  }

  /** The documents of these files. */
  async at(paths: readonly string[]): Promise<KnownDocument[]> {
    return await this.#select(sql<boolean>`path = any(${paths}::text[])`);
  }

  /** Every document. */
  async all(): Promise<KnownDocument[]> {
    return await this.#select(sql<boolean>`true`);
  }

  async #select(condition: RawBuilder<boolean>): Promise<KnownDocument[]> {
    const rows = await this.#db
      .selectFrom('blog_documents')
      .select(['id', 'collection', 'path', 'slug', 'content_hash', 'recipe'])
      .select(['file_size', 'file_modified_us', 'file_changed_us'])
      .where(condition)
      .orderBy('path')
      .execute();
    return rows.map((row) => ({
      id: Number(row.id),
      collection: row.collection,
      path: row.path,
      slug: row.slug,
      contentHash: row.content_hash,
      size: Number(row.file_size),
      modifiedUs: Number(row.file_modified_us),
      changedUs: Number(row.file_changed_us),
      recipe: row.recipe,
    }));
  }

  /**
   * Stores documents in one transaction: all of them, or none.
   * @param departing ids of documents without a file; one whose slug is wanted leaves in the same transaction.
   * @returns the slugs that the documents got, in the order given.
   */
  async write(writes: readonly DocumentWrite[], departing: readonly number[]): Promise<string[]> {
    return await this.#db.transaction().execute(async (transaction) => {
      await lockDocuments(transaction);
      return await writeDocuments(transaction, writes, departing);
    });
  }

  /** Notes how files look on disk now; nothing about the documents changes. */
  async noteDiskFacts(facts: readonly DiskFacts[]): Promise<void> {
    await noteDiskFacts(this.#db, facts);
  }

  async remove(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    await sql`delete from blog_documents where id = any(${ids}::bigint[])`.execute(this.#db);
  }
}

/** Whether the database refuses what was to be written, and would take other documents. */
export function isAboutData(error: unknown): error is Error {
  // Data exceptions, broken constraints, and values too long for an index; not a full disk or a lost connection.
  return error instanceof Error && 'code' in error && /^(?:22|23|54)/.test(String(error.code));
}

type Writer = Transaction<BlogTables>;

/** Whoever writes documents waits here for the others; held to the end of the transaction. */
export async function lockDocuments(transaction: Writer): Promise<void> {
  await sql`select pg_advisory_xact_lock(${writersLock})`.execute(transaction);
}

/**
 * Stores documents in a transaction that holds the lock of {@link lockDocuments}; see {@link DocumentStore.write}.
 * @returns the slugs that the documents got, in the order given.
 */
export async function writeDocuments(
  transaction: Writer,
  writes: readonly DocumentWrite[],
  departing: readonly number[],
): Promise<string[]> {
  if (writes.length === 0) return [];
  const slugs = await chooseSlugs(transaction, writes, departing);
  await releaseSlugs(transaction, writes, slugs, departing);
  await moveToNewPaths(transaction, writes);
  await upsert(transaction, writes, slugs);
  await replaceTerms(transaction, writes);
  return slugs;
}

/** As {@link DocumentStore.noteDiskFacts}, also in a transaction. */
export async function noteDiskFacts(db: Kysely<BlogTables>, facts: readonly DiskFacts[]): Promise<void> {
  if (facts.length === 0) return;
  const column = (name: keyof DiskFacts) => sql`${facts.map((fact) => fact[name])}::bigint[]`;
  await sql`
    update blog_documents set file_size = size, file_modified_us = modified, file_changed_us = changed
    from unnest(${column('id')}, ${column('size')}, ${column('modifiedUs')}, ${column('changedUs')})
      as facts (fact_id, size, modified, changed)
    where id = fact_id`.execute(db);
}

async function chooseSlugs(
  transaction: Writer,
  writes: readonly DocumentWrite[],
  departing: readonly number[],
): Promise<string[]> {
  const mine = writes.flatMap(({ document }) => (document === null ? [] : [document.id]));
  const { rows } = await sql<{ collection: string; slug: string }>`
    with wish as (
      select distinct collection, slug
      from unnest(${writes.map(({ row }) => row.collection)}::text[],
                  ${writes.map(({ row }) => row.wantedSlug)}::text[]) as wish (collection, slug)
    ), holder as (
      select id, path, collection, slug from wish join blog_documents using (collection, slug)
      union all
      select id, path, collection, held.slug from wish join blog_documents held using (collection)
      where held.slug > wish.slug || '-' and held.slug < wish.slug || '.'
    )
    select collection, slug from holder
    where id <> all(${[...mine, ...departing]}::bigint[]) and path <> all(${pathsOf(writes)}::text[])`.execute(
    transaction,
  );
  const held = new Set(rows.map(({ collection, slug }) => `${collection}:${slug}`));
  const wishes = writes.map(({ row, document }) => ({
    row,
    current: document?.collection === row.collection ? document.slug : null,
  }));
  return assignSlugs(wishes, (collection, slug) => held.has(`${collection}:${slug}`));
}

async function releaseSlugs(
  transaction: Writer,
  writes: readonly DocumentWrite[],
  slugs: readonly string[],
  departing: readonly number[],
): Promise<void> {
  if (departing.length === 0) return;
  await sql`
    delete from blog_documents using unnest(${writes.map(({ row }) => row.collection)}::text[], ${slugs}::text[])
      as taken (collection, slug)
    where blog_documents.collection = taken.collection and blog_documents.slug = taken.slug
      and id = any(${departing}::bigint[])`.execute(transaction);
}

async function moveToNewPaths(transaction: Writer, writes: readonly DocumentWrite[]): Promise<void> {
  const moves = writes.flatMap(({ row, document }) =>
    document === null || document.path === row.path ? [] : [{ id: document.id, path: row.path }],
  );
  if (moves.length === 0) return;
  await sql`
    update blog_documents set path = move.path
    from unnest(${moves.map(({ id }) => id)}::bigint[], ${moves.map(({ path }) => path)}::text[]) as move (id, path)
    where blog_documents.id = move.id`.execute(transaction);
}

async function upsert(
  transaction: Writer,
  writes: readonly DocumentWrite[],
  slugs: readonly string[],
): Promise<void> {
  const columns = sql.join(columnsOfFile.map((column) => sql.ref(column)));
  const replaced = sql.join(
    columnsOfFile.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
  );
  await sql`
    with file as (
      select ${columns} from json_populate_recordset(null::blog_documents, ${jsonOf(writes)}::json)
    ), chosen as (
      select * from unnest(${pathsOf(writes)}::text[], ${slugs}::text[]) as chosen (path, slug)
    )
    insert into blog_documents (${columns}, slug)
    select ${columns}, slug from file join chosen using (path)
    on conflict (path) do update set ${replaced},
      slug = excluded.slug,
      former_slugs = case
        when blog_documents.collection <> excluded.collection then '{}'
        when blog_documents.slug = excluded.slug then blog_documents.former_slugs
        else array_append(array_remove(blog_documents.former_slugs, excluded.slug), blog_documents.slug) end,
      updated_at = infra_now()`.execute(transaction);
}

async function replaceTerms(transaction: Writer, writes: readonly DocumentWrite[]): Promise<void> {
  await sql`
    delete from blog_document_terms using blog_documents
    where id = document_id and path = any(${pathsOf(writes)}::text[])`.execute(transaction);
  await sql`
    insert into blog_document_terms (document_id, taxonomy, slug, label, position)
    select id, term.taxonomy, term.slug, term.label, term.place - 1
    from json_to_recordset(${jsonOf(writes)}::json) as file (path text, terms json)
    join blog_documents using (path)
    cross join lateral rows from (json_to_recordset(terms) as (taxonomy text, slug text, label text))
      with ordinality as term (taxonomy, slug, label, place)`.execute(transaction);
}

function pathsOf(writes: readonly DocumentWrite[]): string[] {
  return writes.map(({ row }) => row.path);
}

/** The rows as one JSON array; the driver sends bytes as they are. */
function jsonOf(writes: readonly DocumentWrite[]): Buffer {
  const parts = writes.flatMap(({ row }, index) => [Buffer.from(index === 0 ? '[' : ','), row.json]);
  return Buffer.concat([...parts, Buffer.from(']')]);
}
