import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** A bigint: a driver that is not told otherwise reads it as text. */
type Int8 = ColumnType<number | string, number, number>;

/** A page of a source, as it was scraped, and what `metadata` and `summarise` found out about it. */
export interface DocumentTable {
  id: GeneratedAlways<number | string>;
  /** The id of its source. */
  source: string;
  /** Unique in the source: a URL, or the path of a post. */
  address: string;
  html: string;
  /** What the source itself knows of it. */
  facts: ColumnType<Readonly<Record<string, unknown>>, string, string>;
  /** Of the HTML and the facts. */
  content_hash: string;
  scraped_at: Generated<Date>;
  /** The content that the metadata was made from; null before the first time. */
  described_hash: string | null;
  title: Generated<string>;
  /** One or two sentences that the source itself says of it. */
  description: Generated<string>;
  headings: Generated<string>;
  /** The text without its markup. */
  body: Generated<string>;
  words: Generated<number>;
  /** ISO 639-1, or null where it could not be guessed. */
  language: string | null;
  /** Those that the source gives it. */
  tags: Generated<string[]>;
  published_at: Date | null;
  modified_at: Date | null;
  summarised_hash: string | null;
  summary: string | null;
}

/** The offline index: full text. */
export interface SearchTable {
  document_id: Int8;
  source: string;
  /** The text search configuration that the terms were made with. */
  dictionary: string;
  /** Words that count, of the whole document. */
  length: number;
  terms: string;
  content_hash: string;
}

/** The online index: one vector of length 1 for each part of a document. */
export interface VectorTable {
  document_id: Int8;
  part: number;
  source: string;
  model: string;
  vector: number[];
  content_hash: string;
}

/** What `suggest_tags` found. */
export interface TagSuggestionTable {
  document_id: Int8;
  source: string;
  suggestions: ColumnType<readonly { readonly tag: string; readonly score: number }[], string, string>;
  content_hash: string;
}

/** What an endpoint has been sent. */
export interface SyncedTable {
  endpoint: string;
  source: string;
  address: string;
  content_hash: string;
  synced_at: Generated<Date>;
}

/** The extension's tables, for `db.$extendTables<KnowledgeTables>()`. */
export type KnowledgeTables = {
  knowledge_documents: DocumentTable;
  knowledge_search: SearchTable;
  knowledge_vectors: VectorTable;
  knowledge_tag_suggestions: TagSuggestionTable;
  knowledge_synced: SyncedTable;
};
