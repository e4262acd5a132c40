import type { ExtensionDatabase } from '@infra/traits';
import { sql } from 'kysely';
import type { PostsSource } from '../configuration.js';
import type { ScrapedPage } from './document-store.js';

/** A published document of @infra/blog. */
export interface IngestedPost extends Omit<ScrapedPage, 'contentHash'> {
  readonly id: number;
}

/** Reads the tables of @infra/blog, by the names that the host configures; writes nothing there. */
export class PostsStore {
  readonly #db: ExtensionDatabase;
  readonly #source: PostsSource;

  constructor(db: ExtensionDatabase, source: PostsSource) {
    this.#db = db;
    this.#source = source;
  }

  /** The next published posts, by id; those of a date to come are not published yet. */
  async posts(after: number, limit: number): Promise<IngestedPost[]> {
    const { documents, terms, collections } = this.#source;
    const { rows } = await sql<Omit<IngestedPost, 'id'> & { id: number | string }>`
      select d.id, d.collection || '/' || d.slug as address, d.html, jsonb_build_object(
          'title', d.title, 'description', d.excerpt,
          'tags', array(select t.label from ${sql.table(terms)} t where t.document_id = d.id and t.taxonomy = 'tag'
            order by t.position),
          'published_at', to_char(d.published_at at time zone 'UTC', ${isoFormat}),
          'modified_at', to_char(d.modified_at at time zone 'UTC', ${isoFormat})
        ) as facts
      from ${sql.table(documents)} d
      where d.id > ${after} and d.collection = any(${collections}::text[]) and d.status = 'published'
        and (d.published_at is null or d.published_at <= infra_now())
      order by d.id limit ${limit}`.execute(this.#db);
    return rows.map(({ facts, ...row }) => ({ ...row, facts: withoutNulls(facts), id: Number(row.id) }));
  }
}

const isoFormat = 'YYYY-MM-DD"T"HH24:MI:SS"Z"';

function withoutNulls<Facts extends object>(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)) as Facts;
}
