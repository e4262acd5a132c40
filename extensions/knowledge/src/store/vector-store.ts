import type { ExtensionDatabase } from '@infra/traits';
import { type Kysely, sql } from 'kysely';
import type { BatchRequest } from './batches.js';
import type { FoundDocument } from './search-store.js';
import type { KnowledgeTables } from './tables.js';

/** A described document that the online index does not have as it is. */
export interface UnembeddedDocument {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly hash: string;
}

/** A document's vectors, one for each of its parts. */
export interface DocumentVectors {
  readonly id: number;
  readonly hash: string;
  readonly vectors: readonly (readonly number[])[];
}

interface ModelRequest extends BatchRequest {
  readonly model: string;
}

/** The SQL of the online index. */
export class VectorStore {
  readonly #db: Kysely<KnowledgeTables>;

  constructor(db: ExtensionDatabase) {
    this.#db = db.$extendTables<KnowledgeTables>();
  }

  /** The next described documents without vectors of this model and content, by id. */
  async unembedded({ source, force, after, limit, model }: ModelRequest): Promise<UnembeddedDocument[]> {
    const { rows } = await sql<Omit<UnembeddedDocument, 'id'> & { id: number | string }>`
      select d.id, d.title, d.body, d.described_hash as hash from knowledge_documents d
      where d.source = ${source} and d.id > ${after} and ${this.#isDue(model, force)}
      order by d.id limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }

  /** How many documents {@link unembedded} would give in all, and how many characters they have. */
  async due(
    source: string,
    model: string,
    force: boolean,
  ): Promise<{ readonly documents: number; readonly characters: number }> {
    const { rows } = await sql<{ documents: number; characters: number }>`
      select count(*)::int as documents, coalesce(sum(length(d.title) + 2 + length(d.body)), 0)::float8 as characters
      from knowledge_documents d where d.source = ${source} and ${this.#isDue(model, force)}`.execute(
      this.#db,
    );
    return rows[0] ?? { documents: 0, characters: 0 };
  }

  /** Puts vectors in the place of those that the documents had, all or none. */
  async store(source: string, model: string, documents: readonly DocumentVectors[]): Promise<void> {
    const parts = documents.flatMap(({ id, hash, vectors }) =>
      vectors.map((vector, part) => ({ id, hash, part, vector: `{${vector.join(',')}}` })),
    );
    const ids = documents.map(({ id }) => id);
    await this.#db.transaction().execute(async (transaction) => {
      await sql`delete from knowledge_vectors where document_id = any(${ids}::bigint[])`.execute(transaction);
      await sql`
        insert into knowledge_vectors (document_id, part, source, model, vector, content_hash)
        select made.id, part, ${source}, ${model}, vector::real[], hash
        from unnest(${parts.map(({ id }) => id)}::bigint[], ${parts.map(({ part }) => part)}::smallint[],
          ${parts.map(({ vector }) => vector)}::text[], ${parts.map(({ hash }) => hash)}::text[])
          as made (id, part, vector, hash)
        join knowledge_documents d on d.id = made.id
        order by made.id, part`.execute(transaction);
    });
  }

  /** Removes a source from the index; returns how many vectors went. */
  async clear(source: string): Promise<number> {
    const removed = await sql`delete from knowledge_vectors where source = ${source}`.execute(this.#db);
    return Number(removed.numAffectedRows ?? 0);
  }

  /** The documents with a part nearest to a vector of length 1: both have that length, so the product is the cosine. */
  async search(
    model: string,
    vector: readonly number[],
    { limit, source }: { readonly limit: number; readonly source?: string | undefined },
  ): Promise<FoundDocument[]> {
    const only = source ?? null;
    const { rows } = await sql<FoundDocument>`
      with near as (
        select v.document_id, max((
            select sum(one::float8 * other) from unnest(v.vector, ${`{${vector.join(',')}}`}::real[]) as p (one, other)
          )) as score
        from knowledge_vectors v
        where v.model = ${model} and cardinality(v.vector) = ${vector.length}
          and (${only}::text is null or v.source = ${only})
        group by v.document_id order by score desc, v.document_id limit ${limit}
      )
      select d.source, d.address, d.title, round(n.score::numeric, 4)::float8 as score,
        coalesce(nullif(d.summary, ''), nullif(d.description, ''), left(d.body, 200)) as excerpt
      from near n join knowledge_documents d on d.id = n.document_id
      order by n.score desc, n.document_id`.execute(this.#db);
    return rows;
  }

  #isDue(model: string, force: boolean) {
    return sql<boolean>`d.described_hash is not null and (${force} or not exists (
      select from knowledge_vectors v
      where v.document_id = d.id and v.model = ${model} and v.content_hash = d.described_hash))`;
  }
}
