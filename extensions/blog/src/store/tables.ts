import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** A bigint: a driver that is not told otherwise reads it as text. */
type Int8 = ColumnType<number | string, number, number>;

/** Where a document stands: a draft is stored and never published. */
export type DocumentStatus = 'published' | 'draft';

export type Taxonomy = 'tag' | 'category';

/** One ingested file. */
export interface DocumentTable {
  id: GeneratedAlways<number | string>;
  /** `posts`, or the name of a configured collection. */
  collection: string;
  /** The directory it was found in, written as `path` is. */
  root: string;
  /** Of the file, with `/`: from the host's folder where it is inside that, else absolute. */
  path: string;
  /** Unique in the collection; may hold `/` in collections other than posts. */
  slug: string;
  title: string;
  excerpt: string;
  html: string;
  front_matter: ColumnType<Readonly<Record<string, unknown>>, string, string>;
  authors: string[];
  aliases: string[];
  /** Slugs that this document had before and that now lead to it. */
  former_slugs: Generated<string[]>;
  /** The author's own order among pages, or null. */
  position: number | null;
  status: DocumentStatus;
  published_at: Date | null;
  modified_at: Date | null;
  content_hash: string;
  file_size: Int8;
  file_modified_us: Int8;
  file_changed_us: Int8;
  /** What the HTML was made by; a document made by another recipe is made again. */
  recipe: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

/** A tag or category of a document, in the author's order. */
export interface DocumentTermTable {
  document_id: Int8;
  taxonomy: Taxonomy;
  slug: string;
  label: string;
  position: number;
}

/** A batch of items that is imported in chunks: how far it is. Its list is a file. */
export interface ImportTable {
  /** Of the run that began it. */
  run_id: Int8;
  /** Of the run that worked on it last. */
  last_run_id: Int8;
  /** The path of the list, and the SHA-256 of what is in it. */
  list: string;
  list_hash: string;
  total: number;
  /** So many items of the list are done. */
  position: Generated<number>;
  added: Generated<number>;
  changed: Generated<number>;
  unchanged: Generated<number>;
  failed: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

/** An item that could not be imported and has not been since. */
export interface ImportFailureTable {
  /** SHA-256 of the item. */
  key: string;
  /** A URL or an absolute path. */
  item: string;
  reason: string;
  /** The import in which it failed last. */
  run_id: Int8;
  times: Generated<number>;
  first_failed_at: Generated<Date>;
  failed_at: Generated<Date>;
}

/** The extension's tables, for `db.$extendTables<BlogTables>()`. */
export type BlogTables = {
  blog_documents: DocumentTable;
  blog_document_terms: DocumentTermTable;
  blog_imports: ImportTable;
  blog_import_failures: ImportFailureTable;
};
