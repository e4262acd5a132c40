import type { ExtensionDatabase } from '@infra/traits';
import { type Kysely, sql, type Transaction } from 'kysely';
import {
  type DiskFacts,
  type DocumentWrite,
  isAboutData,
  lockDocuments,
  noteDiskFacts,
  writeDocuments,
} from './document-store.js';
import type { BlogTables } from './tables.js';

/** What became of items so far. */
export interface ImportCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}

/** A batch of items as it is tracked. */
export interface TrackedImport extends ImportCounts {
  /** The id of the run that began it. */
  readonly id: string;
  readonly list: string;
  readonly listHash: string;
  readonly total: number;
  /** So many items of the list are done. */
  readonly position: number;
}

/** An item that could not be imported. */
export interface ImportFailure {
  /** As a list has it. */
  readonly item: string;
  readonly reason: string;
}

/** A document to store, and the item that it comes from. */
export interface ImportWrite extends DocumentWrite {
  readonly item: string;
  readonly change: 'added' | 'changed';
}

/** What is recorded of a chunk, all of it at once. */
export interface ImportChunk {
  /** Of the run that began the import. */
  readonly runId: string;
  /** From where to where in the list; null when nothing is tracked. */
  readonly span: { readonly from: number; readonly to: number } | null;
  readonly writes: readonly ImportWrite[];
  /** Documents whose content stayed the same, as their files look now. */
  readonly touched: readonly DiskFacts[];
  /** Items whose documents are as they should be. */
  readonly unchanged: readonly string[];
  readonly failures: readonly ImportFailure[];
}

/** What was recorded. */
export interface RecordedChunk {
  readonly counts: ImportCounts;
  /** Those of the chunk, and documents that the database refuses. */
  readonly failures: readonly ImportFailure[];
  /** The slugs that documents got, by the places of their writes. */
  readonly slugs: ReadonlyMap<ImportWrite, string>;
}

/** Another attempt has gone on with the import meanwhile: nothing of the chunk was recorded. */
class ImportTakenOverError extends Error {
  override readonly name = 'ImportTakenOverError';
}

type Writer = Transaction<BlogTables>;

/** How far imports are, and what could not be imported. */
export class ImportStore {
  readonly #db: Kysely<BlogTables>;

  constructor(db: ExtensionDatabase) {
    this.#db = db.$extendTables<BlogTables>();
  }

  /** The import that a run began, or null. */
  async find(id: string): Promise<TrackedImport | null> {
    const row = await this.#db
      .selectFrom('blog_imports')
      .selectAll()
      .where('run_id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { list, list_hash: listHash, total, position, added, changed, unchanged, failed } = row;
    return { id, list, listHash, total, position, added, changed, unchanged, failed };
  }

  /** Stores an import as it is given, unless it is there; notes which run works on it. */
  async track(tracked: TrackedImport, runId: string): Promise<void> {
    const { id, list, listHash, total, position, added, changed, unchanged, failed } = tracked;
    await sql`
      insert into blog_imports
        (run_id, last_run_id, list, list_hash, total, position, added, changed, unchanged, failed)
      values (${id}, ${runId}, ${list}, ${listHash}, ${total}, ${position}, ${added}, ${changed}, ${unchanged}, ${failed})
      on conflict (run_id) do update set last_run_id = excluded.last_run_id`.execute(this.#db);
  }

  /**
   * Records a chunk in one transaction: its documents, its failures and how far the import is, or nothing of it. What the
   * database refuses of the documents is a failure of its own.
   * @throws {ImportTakenOverError}
   */
  async record(chunk: ImportChunk): Promise<RecordedChunk> {
    return await this.#db.transaction().execute(async (transaction) => {
      await lockDocuments(transaction);
      const { slugs, refused } = await writeWhatFits(transaction, chunk.writes);
      await noteDiskFacts(transaction, chunk.touched);
      const failures = [...chunk.failures, ...refused];
      const written = [...slugs.keys()];
      const added = written.filter(({ change }) => change === 'added').length;
      const unchanged = chunk.unchanged.length;
      const counts = { added, changed: written.length - added, unchanged, failed: failures.length };
      if (chunk.span !== null) await advance(transaction, chunk.runId, chunk.span, counts);
      await resolve(transaction, [...chunk.unchanged, ...written.map(({ item }) => item)]);
      await keepFailures(transaction, chunk.runId, failures);
      return { counts, failures, slugs };
    });
  }

  /** Unresolved failures of an import, by the id of any of its runs; of all imports for null. */
  async failures(runId: string | null, limit: number | null = null): Promise<ImportFailure[]> {
    const { rows } = await sql<ImportFailure>`
      select item, reason from blog_import_failures where ${ofImport(runId)} order by item limit ${limit}`.execute(
      this.#db,
    );
    return rows;
  }

  /** Removes imports that nobody has worked on for a month. */
  async removeStale(): Promise<void> {
    await sql`delete from blog_imports where updated_at < infra_now() - interval '30 days'`.execute(this.#db);
  }
}

function ofImport(runId: string | null) {
  if (runId === null) return sql<boolean>`true`;
  return sql<boolean>`run_id in (
    select ${runId}::bigint union all select run_id from blog_imports where last_run_id = ${runId}::bigint)`;
}

async function writeWhatFits(transaction: Writer, writes: readonly ImportWrite[]) {
  const slugs = new Map<ImportWrite, string>();
  const refused: ImportFailure[] = [];
  const attempt = async (some: readonly ImportWrite[]): Promise<Error | null> => {
    await sql`savepoint documents`.execute(transaction);
    try {
      const got = await writeDocuments(transaction, some, []);
      for (const [index, write] of some.entries()) slugs.set(write, got[index] ?? write.row.wantedSlug);
      await sql`release savepoint documents`.execute(transaction);
      return null;
    } catch (error) {
      if (!isAboutData(error)) throw error;
      await sql`rollback to savepoint documents`.execute(transaction);
      return error;
    }
  };
  // One document that the database refuses does not keep out the others.
  if (writes.length > 0 && (await attempt(writes)) !== null) {
    for (const write of writes) {
      const error = await attempt([write]);
      if (error !== null)
        refused.push({ item: write.item, reason: `the database refuses it: ${error.message}` });
    }
  }
  return { slugs, refused };
}

// Whoever was here before has moved the position: an attempt that was taken for dead cannot count a chunk again.
async function advance(
  transaction: Writer,
  runId: string,
  span: { readonly from: number; readonly to: number },
  counts: ImportCounts,
): Promise<void> {
  const { numAffectedRows } = await sql`
    update blog_imports set position = ${span.to}, added = added + ${counts.added}, changed = changed + ${counts.changed},
      unchanged = unchanged + ${counts.unchanged}, failed = failed + ${counts.failed}, updated_at = infra_now()
    where run_id = ${runId} and position = ${span.from}`.execute(transaction);
  if (Number(numAffectedRows ?? 0) === 1) return;
  throw new ImportTakenOverError(`another attempt has gone on with import ${runId}: this one stops`);
}

async function resolve(transaction: Writer, items: readonly string[]): Promise<void> {
  if (items.length === 0) return;
  await sql`
    delete from blog_import_failures
    where key in (select encode(sha256(convert_to(item, 'UTF8')), 'hex') from unnest(${items}::text[]) as item)`.execute(
    transaction,
  );
}

async function keepFailures(
  transaction: Writer,
  runId: string,
  failures: readonly ImportFailure[],
): Promise<void> {
  if (failures.length === 0) return;
  await sql`
    insert into blog_import_failures (key, item, reason, run_id)
    select encode(sha256(convert_to(item, 'UTF8')), 'hex'), item, reason, ${runId}
    from unnest(${failures.map(({ item }) => item)}::text[], ${failures.map(({ reason }) => reason)}::text[])
      as failure (item, reason)
    on conflict (key) do update set reason = excluded.reason, run_id = excluded.run_id,
      times = blog_import_failures.times + 1, failed_at = infra_now()`.execute(transaction);
}
