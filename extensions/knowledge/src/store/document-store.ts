import type { ExtensionDatabase } from '@infra/traits';
import { type Kysely, sql } from 'kysely';
import type { BatchRequest } from './batches.js';
import type { KnowledgeTables } from './tables.js';

/** A page as a source gave it. */
export interface ScrapedPage {
  readonly address: string;
  readonly html: string;
  readonly facts: PageFacts;
  readonly contentHash: string;
}

/** What a source itself knows of a page; what is missing is read from the page. */
export interface PageFacts {
  readonly title?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly language?: string;
  readonly published_at?: string;
  readonly modified_at?: string;
}

/** A page that is to be described. */
export interface UndescribedPage extends Omit<ScrapedPage, 'contentHash'> {
  readonly id: number;
  readonly contentHash: string;
}

/** What `metadata` found out about a page. */
export interface PageDescription {
  readonly title: string;
  readonly description: string;
  readonly headings: string;
  readonly body: string;
  readonly words: number;
  readonly language: string | null;
  readonly tags: readonly string[];
  readonly published_at: string | null;
  readonly modified_at: string | null;
}

/** What became of pages that were stored. */
export interface StoredPages {
  readonly added: number;
  readonly changed: number;
}

/** The SQL of the documents. */
export class DocumentStore {
  readonly #db: Kysely<KnowledgeTables>;

  constructor(db: ExtensionDatabase) {
    this.#db = db.$extendTables<KnowledgeTables>();
  }

  /** Stores pages; one whose hash is as stored is not written. */
  async store(source: string, pages: readonly ScrapedPage[]): Promise<StoredPages> {
    const { rows } = await sql<{ added: boolean }>`
      insert into knowledge_documents as d (source, address, html, facts, content_hash)
      select ${source}, address, html, facts::jsonb, content_hash
      from unnest(${pages.map((page) => page.address)}::text[], ${pages.map((page) => page.html)}::text[],
        ${pages.map((page) => JSON.stringify(page.facts))}::text[],
        ${pages.map((page) => page.contentHash)}::text[]) as page (address, html, facts, content_hash)
      order by address
      on conflict (source, address) do update
        set html = excluded.html, facts = excluded.facts, content_hash = excluded.content_hash, scraped_at = infra_now()
        where d.content_hash <> excluded.content_hash
      returning xmax = 0 as added`.execute(this.#db);
    const added = rows.filter((row) => row.added).length;
    return { added, changed: rows.length - added };
  }

  /** Removes the pages of a source whose address is none of these; returns how many. */
  async removeAllBut(source: string, addresses: readonly string[]): Promise<number> {
    const removed = await sql`
      delete from knowledge_documents d
      where d.source = ${source} and not exists (
        select from unnest(${addresses}::text[]) as kept (address) where kept.address = d.address)`.execute(
      this.#db,
    );
    return Number(removed.numAffectedRows ?? 0);
  }

  /** Removes pages by their addresses; returns how many. */
  async remove(source: string, addresses: readonly string[]): Promise<number> {
    const removed = await sql`
      delete from knowledge_documents where source = ${source} and address = any(${addresses}::text[])`.execute(
      this.#db,
    );
    return Number(removed.numAffectedRows ?? 0);
  }

  /** How many pages a source has, and how many of them wait to be described. */
  async count(source: string): Promise<{ readonly documents: number; readonly undescribed: number }> {
    const { rows } = await sql<{ documents: number; undescribed: number }>`
      select count(*)::int as documents,
        (count(*) filter (where described_hash is distinct from content_hash))::int as undescribed
      from knowledge_documents where source = ${source}`.execute(this.#db);
    return rows[0] ?? { documents: 0, undescribed: 0 };
  }

  /** The next pages that are to be described, by id. */
  async undescribed({ source, force, after, limit }: BatchRequest): Promise<UndescribedPage[]> {
    const { rows } = await sql<Omit<UndescribedPage, 'id'> & { id: number | string }>`
      select id, address, html, facts, content_hash as "contentHash" from knowledge_documents
      where source = ${source} and id > ${after} and (${force} or described_hash is distinct from content_hash)
      order by id limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }

  /** Stores descriptions of the content that they were made from. */
  async describe(
    pages: readonly (PageDescription & { readonly id: number; readonly contentHash: string })[],
  ): Promise<void> {
    await sql`
      update knowledge_documents d set described_hash = page."contentHash", title = page.title,
        description = page.description, headings = page.headings, body = page.body, words = page.words,
        language = page.language, tags = array(select json_array_elements_text(page.tags)),
        published_at = page.published_at, modified_at = page.modified_at
      from json_to_recordset(${JSON.stringify(pages)}::json) as page (id bigint, "contentHash" text, title text,
        description text, headings text, body text, words int, language text, tags json, published_at timestamptz,
        modified_at timestamptz)
      where d.id = page.id and d.content_hash = page."contentHash"`.execute(this.#db);
  }

  /** The next described pages that are to be summarised, by id. */
  async unsummarised({ source, force, after, limit }: BatchRequest) {
    const { rows } = await sql<{ id: number | string; body: string; language: string | null; hash: string }>`
      select id, body, language, described_hash as hash from knowledge_documents
      where source = ${source} and id > ${after} and described_hash is not null
        and (${force} or summarised_hash is distinct from described_hash)
      order by id limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }

  /** Stores summaries; null for a text that has none. */
  async summarise(
    pages: readonly { readonly id: number; readonly summary: string | null; readonly hash: string }[],
  ): Promise<void> {
    await sql`
      update knowledge_documents d set summarised_hash = page.hash, summary = page.summary
      from json_to_recordset(${JSON.stringify(pages)}::json) as page (id bigint, summary text, hash text)
      where d.id = page.id`.execute(this.#db);
  }
}
