import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  // Loaded here, because the extension's entry, which the command line reads, imports this file.
  const { sql } = await import('kysely');
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** What was ingested, and the tags and categories of it. */
export const documents: Migration = { up };

// collate "C": paths and slugs compare by code point on every host, and a prefix of a slug is a range of the index.
const statements = [
  `create table blog_documents (
     id bigint generated always as identity primary key,
     collection text not null check (collection <> ''),
     root text not null,
     path text collate "C" not null unique check (path <> ''),
     slug text collate "C" not null check (slug <> '' and length(slug) <= 250),
     title text not null check (title <> ''),
     excerpt text not null default '',
     html text not null,
     front_matter jsonb not null check (jsonb_typeof(front_matter) = 'object'),
     authors text[] not null default '{}',
     aliases text[] not null default '{}',
     former_slugs text[] not null default '{}',
     position integer,
     status text not null check (status in ('published', 'draft')),
     published_at timestamptz,
     modified_at timestamptz,
     content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
     file_size bigint not null check (file_size >= 0),
     file_modified_us bigint not null,
     file_changed_us bigint not null,
     recipe text not null,
     created_at timestamptz not null default infra_now(),
     updated_at timestamptz not null default infra_now(),
     constraint blog_documents_slug unique (collection, slug) deferrable initially deferred
   )`,
  `create index blog_documents_published on blog_documents (collection, published_at desc) where status = 'published'`,

  `create table blog_document_terms (
     document_id bigint not null references blog_documents on delete cascade,
     taxonomy text not null check (taxonomy in ('tag', 'category')),
     slug text collate "C" not null check (slug <> '' and length(slug) <= 250),
     label text not null check (label <> ''),
     position smallint not null check (position >= 0),
     primary key (document_id, taxonomy, slug)
   )`,
  `create index blog_document_terms_slug on blog_document_terms (taxonomy, slug)`,
];
