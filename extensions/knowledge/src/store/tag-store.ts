import type { ExtensionDatabase } from '@infra/traits';
import { type Kysely, sql } from 'kysely';
import type { KnowledgeTables } from './tables.js';

/** A tag that would suit a document, with how well: from 0 to 1. */
export interface SuggestedTag {
  readonly tag: string;
  readonly score: number;
}

/** The SQL of the suggested tags. */
export class TagStore {
  readonly #db: Kysely<KnowledgeTables>;

  constructor(db: ExtensionDatabase) {
    this.#db = db.$extendTables<KnowledgeTables>();
  }

  /** For each document of a source with suggestions, the content that they were made for. */
  async made(source: string): Promise<Map<number, string>> {
    const { rows } = await sql<{ id: number | string; hash: string }>`
      select document_id as id, content_hash as hash from knowledge_tag_suggestions where source = ${source}`.execute(
      this.#db,
    );
    return new Map(rows.map(({ id, hash }) => [Number(id), hash]));
  }

  async store(
    source: string,
    documents: readonly {
      readonly id: number;
      readonly hash: string;
      readonly suggestions: readonly SuggestedTag[];
    }[],
  ): Promise<void> {
    await sql`
      insert into knowledge_tag_suggestions (document_id, source, suggestions, content_hash)
      select d.id, ${source}, made.suggestions, made.hash
      from json_to_recordset(${JSON.stringify(documents)}::json) as made (id bigint, hash text, suggestions jsonb)
      join knowledge_documents d on d.id = made.id
      order by d.id
      on conflict (document_id) do update
        set suggestions = excluded.suggestions, content_hash = excluded.content_hash`.execute(this.#db);
  }
}
