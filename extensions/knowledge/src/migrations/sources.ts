import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  // Loaded here, because the extension's entry, which the command line reads, imports this file.
  const { sql } = await import('kysely');
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** What was scraped, and everything that is made of it; each made thing names the hash of what it was made from. */
export const sources: Migration = { up };

const statements = [
  `create table knowledge_documents (
     id bigint generated always as identity primary key,
     source text collate "C" not null check (source <> ''),
     address text collate "C" not null check (address <> ''),
     html text not null,
     facts jsonb not null default '{}' check (jsonb_typeof(facts) = 'object'),
     content_hash text not null,
     scraped_at timestamptz not null default infra_now(),
     described_hash text,
     title text not null default '',
     description text not null default '',
     headings text not null default '',
     body text not null default '',
     words integer not null default 0 check (words >= 0),
     language text,
     tags text[] not null default '{}',
     published_at timestamptz,
     modified_at timestamptz,
     summarised_hash text,
     summary text,
     constraint knowledge_documents_address unique (source, address)
   )`,

  `create table knowledge_search (
     document_id bigint primary key references knowledge_documents on delete cascade,
     source text collate "C" not null,
     dictionary text not null,
     length integer not null check (length >= 0),
     terms tsvector not null,
     content_hash text not null
   )`,
  `create index knowledge_search_terms on knowledge_search using gin (terms)`,
  `create index knowledge_search_source on knowledge_search (source)`,

  `create table knowledge_vectors (
     document_id bigint not null references knowledge_documents on delete cascade,
     part smallint not null check (part >= 0),
     source text collate "C" not null,
     model text not null,
     vector real[] not null check (cardinality(vector) > 0),
     content_hash text not null,
     primary key (document_id, part)
   )`,
  `create index knowledge_vectors_source on knowledge_vectors (source)`,

  `create table knowledge_tag_suggestions (
     document_id bigint primary key references knowledge_documents on delete cascade,
     source text collate "C" not null,
     suggestions jsonb not null check (jsonb_typeof(suggestions) = 'array'),
     content_hash text not null
   )`,
  `create index knowledge_tag_suggestions_source on knowledge_tag_suggestions (source)`,

  `create table knowledge_synced (
     endpoint text not null,
     source text collate "C" not null,
     address text collate "C" not null,
     content_hash text not null,
     synced_at timestamptz not null default infra_now(),
     primary key (endpoint, source, address)
   )`,
];
