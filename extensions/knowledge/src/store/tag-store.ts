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

  /** The indexed documents of a source whose suggestions were not made for their content. */
  async due(source: string): Promise<ReadonlySet<number>> {
    const { rows } = await sql<{ id: number | string }>`
      select s.document_id as id from knowledge_search s
      left join knowledge_tag_suggestions t using (document_id)
      where s.source = ${source} and t.content_hash is distinct from s.content_hash`.execute(this.#db);
    return new Set(rows.map(({ id }) => Number(id)));
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
