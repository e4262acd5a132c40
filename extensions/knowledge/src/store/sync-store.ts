import type { ExtensionDatabase } from '@infra/traits';
import { type Kysely, sql } from 'kysely';
import type { BatchRequest } from './batches.js';
import type { SuggestedTag } from './tag-store.js';
import type { KnowledgeTables } from './tables.js';

/** A document as it is sent to an endpoint. */
export interface SyncedDocument {
  readonly address: string;
  readonly title: string;
  readonly description: string;
  readonly summary: string | null;
  readonly text: string;
  readonly language: string | null;
  readonly words: number;
  readonly tags: readonly string[];
  readonly suggested_tags: readonly SuggestedTag[];
  readonly published_at: Date | null;
  readonly modified_at: Date | null;
  /** Of the online index, one a part; empty where it has none. */
  readonly vectors: readonly (readonly number[])[];
  readonly model: string | null;
}

/** A document that an endpoint does not have as it is. */
export interface UnsyncedDocument {
  readonly id: number;
  readonly hash: string;
  readonly document: SyncedDocument;
}

// What is sent changes with any of these.
const stateOf = sql<string>`concat_ws(' ', d.described_hash, coalesce(d.summarised_hash, '-'),
  coalesce(t.content_hash, '-'), coalesce(v.model || ' ' || v.content_hash, '-'))`;

const described = sql`knowledge_documents d
  left join knowledge_tag_suggestions t on t.document_id = d.id
  left join knowledge_vectors v on v.document_id = d.id and v.part = 0`;

/** The SQL of what endpoints have been sent. */
export class SyncStore {
  readonly #db: Kysely<KnowledgeTables>;
  readonly #endpoint: string;

  constructor(db: ExtensionDatabase, endpoint: string) {
    this.#db = db.$extendTables<KnowledgeTables>();
    this.#endpoint = endpoint;
  }

  /** How many described documents the endpoint does not have as they are, and how many it has that are gone. */
  async due(source: string): Promise<{ readonly changed: number; readonly gone: number }> {
    const { rows } = await sql<{ changed: number; gone: number }>`
      select (
        select count(*)::int from ${described} left join ${this.#sent(source)} on s.address = d.address
        where d.source = ${source} and d.described_hash is not null and s.content_hash is distinct from ${stateOf}
      ) as changed, (
        select count(*)::int from ${this.#sent(source)} where ${this.#isGone(source)}
      ) as gone`.execute(this.#db);
    return rows[0] ?? { changed: 0, gone: 0 };
  }

  /** The next of them, by id. */
  async changed({ source, after, limit }: BatchRequest): Promise<UnsyncedDocument[]> {
    const { rows } = await sql<SyncedDocument & { id: number | string; hash: string }>`
      select d.id, ${stateOf} as hash, d.address, d.title, d.description, d.summary, d.body as text, d.language,
        d.words, d.tags, coalesce(t.suggestions, '[]') as suggested_tags, d.published_at, d.modified_at, v.model,
        coalesce((
          select json_agg(part.vector order by part.part) from knowledge_vectors part where part.document_id = d.id
        ), '[]') as vectors
      from ${described} left join ${this.#sent(source)} on s.address = d.address
      where d.source = ${source} and d.id > ${after} and d.described_hash is not null
        and s.content_hash is distinct from ${stateOf}
      order by d.id limit ${limit}`.execute(this.#db);
    return rows.map(({ id, hash, ...document }) => ({ id: Number(id), hash, document }));
  }

  /** Notes that the endpoint has these documents. */
  async noteSent(source: string, documents: readonly UnsyncedDocument[]): Promise<void> {
    await sql`
      insert into knowledge_synced as s (endpoint, source, address, content_hash)
      select ${this.#endpoint}, ${source}, address, hash
      from unnest(${documents.map(({ document }) => document.address)}::text[],
        ${documents.map(({ hash }) => hash)}::text[]) as sent (address, hash)
      order by address
      on conflict (endpoint, source, address) do update
        set content_hash = excluded.content_hash, synced_at = infra_now()`.execute(this.#db);
  }

  /** Addresses that the endpoint has and this database has no more. */
  async gone(source: string, limit: number): Promise<string[]> {
    const { rows } = await sql<{ address: string }>`
      select s.address from ${this.#sent(source)} where ${this.#isGone(source)}
      order by s.address limit ${limit}`.execute(this.#db);
    return rows.map(({ address }) => address);
  }

  /** All addresses that the endpoint has of a source. */
  async sent(source: string, limit: number): Promise<string[]> {
    const { rows } = await sql<{ address: string }>`
      select s.address from ${this.#sent(source)} order by s.address limit ${limit}`.execute(this.#db);
    return rows.map(({ address }) => address);
  }

  /** Notes that the endpoint has these no more. */
  async noteRemoved(source: string, addresses: readonly string[]): Promise<void> {
    await sql`
      delete from knowledge_synced
      where endpoint = ${this.#endpoint} and source = ${source} and address = any(${addresses}::text[])`.execute(
      this.#db,
    );
  }

  #sent(source: string) {
    return sql`(
      select address, content_hash from knowledge_synced
      where endpoint = ${this.#endpoint} and source = ${source}
    ) s`;
  }

  #isGone(source: string) {
    return sql<boolean>`not exists (
      select from knowledge_documents d where d.source = ${source} and d.address = s.address)`;
  }
}
