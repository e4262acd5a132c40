import type { ExtensionDatabase } from '@infra/traits';
import { type Kysely, sql } from 'kysely';
import type { BatchRequest } from './batches.js';
import type { KnowledgeTables } from './tables.js';

/** A document that answers a question. */
export interface FoundDocument {
  readonly source: string;
  readonly address: string;
  readonly title: string;
  /** Higher is better; comparable within one search only. */
  readonly score: number;
  /** The part of its text that fits best. */
  readonly excerpt: string;
}

/** What is searched for, and where. */
export interface SearchRequest {
  readonly query: string;
  /** At most so many documents. */
  readonly limit: number;
  /** One source; all of them when left out. */
  readonly source?: string | undefined;
  readonly synonyms: readonly Synonyms[];
}

/** Words that stand for each other. */
export interface Synonyms {
  /** The text search configuration that they are words of; null for all. */
  readonly dictionary: string | null;
  readonly words: readonly string[];
}

/** A document's words with how often each occurs, as the offline index has them. */
export interface DocumentTerms {
  readonly id: number;
  readonly address: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly contentHash: string;
  readonly terms: Readonly<Record<string, number>>;
}

// PostgreSQL's own; what a language has none for is indexed word by word.
const dictionaries = JSON.stringify({
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  it: 'italian',
  nl: 'dutch',
  pt: 'portuguese',
  ru: 'russian',
  sv: 'swedish',
});

// A tsvector holds at most 1 MB; the words of a longer text are in its first part too.
const longestBody = 300_000;

// How much an occurrence counts: in the title, in tags and headings, in the description, in the text.
const weights = { A: 5, B: 3, C: 2, D: 1 };

// How much a word counts that only stands for one of the question.
const synonymWeight = 0.6;

// Of BM25: how soon more occurrences of a word add nothing, and how much a long text is held against itself.
const saturation = 1.2;
const lengthShare = 0.75;

/** The SQL of the offline index. */
export class SearchStore {
  readonly #db: Kysely<KnowledgeTables>;

  constructor(db: ExtensionDatabase) {
    this.#db = db.$extendTables<KnowledgeTables>();
  }

  /** Indexes the next described documents that the index does not have as they are; returns their ids in order. */
  async index({ source, force, after, limit }: BatchRequest): Promise<{ id: number }[]> {
    const { rows } = await sql<{ id: number | string }>`
      with chosen as (
        select d.id, d.described_hash as hash, d.title, d.description, d.headings, left(d.body, ${longestBody}) as body,
          array_to_string(d.tags, ' ') as tags,
          coalesce(${dictionaries}::jsonb ->> d.language, 'simple') as dictionary
        from knowledge_documents d left join knowledge_search s on s.document_id = d.id
        where d.source = ${source} and d.id > ${after} and d.described_hash is not null
          and (${force} or s.content_hash is distinct from d.described_hash)
        order by d.id limit ${limit}
      ),
      made as (
        select id, hash, dictionary,
          setweight(to_tsvector(dictionary::regconfig, title), 'A') ||
          setweight(to_tsvector(dictionary::regconfig, tags || ' ' || headings), 'B') ||
          setweight(to_tsvector(dictionary::regconfig, description), 'C') ||
          setweight(to_tsvector(dictionary::regconfig, body), 'D') as terms
        from chosen
      )
      insert into knowledge_search (document_id, source, dictionary, length, terms, content_hash)
      select id, ${source}, dictionary,
        (select coalesce(sum(cardinality(positions)), 0)::int from unnest(terms)), terms, hash
      from made order by id
      on conflict (document_id) do update set dictionary = excluded.dictionary, length = excluded.length,
        terms = excluded.terms, content_hash = excluded.content_hash
      returning document_id as id`.execute(this.#db);
    return rows.map(({ id }) => ({ id: Number(id) })).sort((one, other) => one.id - other.id);
  }

  /** Removes a source from the index; returns how many documents went. */
  async clear(source: string): Promise<number> {
    const removed = await sql`delete from knowledge_search where source = ${source}`.execute(this.#db);
    return Number(removed.numAffectedRows ?? 0);
  }

  /**
   * The documents that fit a question best: BM25 over the words of the question, whichever of them a text has, and over
   * those that stand for them.
   */
  async search({ query, limit, source, synonyms }: SearchRequest): Promise<FoundDocument[]> {
    const only = source ?? null;
    const { rows } = await sql<FoundDocument>`
      with corpus as materialized (
        select count(*)::float8 as documents, greatest(1, avg(length))::float8 as length from knowledge_search
        where ${only}::text is null or source = ${only}
      ),
      ${asked(query, synonyms)},
      hits as materialized (
        select s.document_id, s.length, t.lexeme, a.weight, (
            select sum((${JSON.stringify(weights)}::jsonb ->> place)::float8) from unnest(t.weights) as place
          ) as occurrences
        from any_of o join knowledge_search s on s.dictionary = o.dictionary and s.terms @@ o.terms
        cross join lateral unnest(s.terms) as t (lexeme, positions, weights)
        join asked a on a.dictionary = s.dictionary and a.lexeme = t.lexeme
        where ${only}::text is null or s.source = ${only}
      ),
      rarity as (
        select lexeme, ln(1 + (c.documents - count(*) + 0.5) / (count(*) + 0.5)) as idf
        from hits cross join corpus c group by lexeme, c.documents
      ),
      best as (
        select h.document_id, sum(h.weight * r.idf * h.occurrences * (${saturation}::float8 + 1) / (h.occurrences +
            ${saturation}::float8 * (1 - ${lengthShare}::float8 + ${lengthShare}::float8 * h.length / c.length))) as score
        from hits h join rarity r using (lexeme) cross join corpus c
        group by h.document_id order by score desc, h.document_id limit ${limit}
      )
      select d.source, d.address, d.title, round(b.score::numeric, 4)::float8 as score,
        ts_headline(s.dictionary::regconfig, d.body, o.terms,
          'MaxFragments=1, MaxWords=30, MinWords=12, StartSel="", StopSel=""') as excerpt
      from best b join knowledge_documents d on d.id = b.document_id join knowledge_search s using (document_id)
      join any_of o on o.dictionary = s.dictionary
      order by b.score desc, b.document_id`.execute(this.#db);
    return rows;
  }

  /** The words of all indexed documents of a source, by id; at most `limit`. */
  async terms(source: string, limit: number): Promise<DocumentTerms[]> {
    const { rows } = await sql<Omit<DocumentTerms, 'id'> & { id: number | string }>`
      select d.id, d.address, d.title, d.tags, s.content_hash as "contentHash", coalesce((
          select json_object_agg(lexeme, cardinality(positions)) from unnest(s.terms)
        ), '{}') as terms
      from knowledge_search s join knowledge_documents d on d.id = s.document_id
      where s.source = ${source} order by d.id limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }
}

/** The words of a question, cut to their stems in each dictionary that is in use, and those that stand for them. */
function asked(query: string, synonyms: readonly Synonyms[]) {
  return sql`used as materialized (select distinct dictionary from knowledge_search),
      own as materialized (
        select dictionary, lexeme from used
        cross join lateral unnest(tsvector_to_array(to_tsvector(dictionary::regconfig, ${query}))) as lexeme
      ),
      meaning as materialized (
        select distinct u.dictionary, line.number, lexeme from used u
        join jsonb_array_elements(${JSON.stringify(synonyms)}::jsonb) with ordinality as line (alike, number)
          on coalesce(line.alike ->> 'dictionary', u.dictionary) = u.dictionary
        cross join lateral jsonb_array_elements_text(line.alike -> 'words') as word
        cross join lateral unnest(tsvector_to_array(to_tsvector(u.dictionary::regconfig, word))) as lexeme
      ),
      asked as materialized (
        select dictionary, lexeme, 1::float8 as weight from own
        union all
        select distinct other.dictionary, other.lexeme, ${synonymWeight}::float8
        from own join meaning m using (dictionary, lexeme)
        join meaning other on other.dictionary = m.dictionary and other.number = m.number
        where not exists (select from own o where o.dictionary = other.dictionary and o.lexeme = other.lexeme)
      ),
      any_of as materialized (
        select dictionary, string_agg(
            '''' || replace(replace(lexeme, ${'\\'}, ${'\\\\'}), '''', '''''') || '''', ' | ')::tsquery as terms
        from asked group by dictionary
      )`;
}
