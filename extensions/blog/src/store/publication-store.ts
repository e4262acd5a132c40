import type { ExtensionDatabase } from '@infra/traits';
import { type Kysely, sql } from 'kysely';
import type { BlogTables, Taxonomy } from './tables.js';

/** A document that is to be seen on the site, without its text. */
export interface PublishedDocument {
  readonly id: number;
  readonly collection: string;
  readonly root: string;
  readonly path: string;
  readonly slug: string;
  readonly title: string;
  readonly excerpt: string;
  readonly authors: readonly string[];
  readonly aliases: readonly string[];
  readonly formerSlugs: readonly string[];
  readonly position: number | null;
  /** As its author dates it; null for an undated one. */
  readonly publishedAt: Date | null;
  readonly modifiedAt: Date | null;
  /** When it was first ingested. */
  readonly createdAt: Date;
  readonly terms: readonly { readonly taxonomy: Taxonomy; readonly slug: string; readonly label: string }[];
}

/** The documents as the site needs them; only reads. */
export class PublicationStore {
  readonly #db: Kysely<BlogTables>;

  constructor(db: ExtensionDatabase) {
    this.#db = db.$extendTables<BlogTables>();
  }

  /** No drafts, and nothing that is dated later than now; ordered by path. */
  async documents(collections: readonly string[]): Promise<PublishedDocument[]> {
    const rows = await this.#db
      .selectFrom('blog_documents as document')
      .select([
        'id',
        'collection',
        'root',
        'path',
        'slug',
        'title',
        'excerpt',
        'authors',
        'aliases',
        'former_slugs',
      ])
      .select(['position', 'published_at', 'modified_at', 'created_at'])
      .select(
        sql<PublishedDocument['terms']>`coalesce((
          select json_agg(json_build_object('taxonomy', taxonomy, 'slug', term.slug, 'label', label)
                          order by taxonomy, term.position)
          from blog_document_terms as term where document_id = document.id), '[]')`.as('terms'),
      )
      .where(sql<boolean>`collection = any(${collections})`)
      .where('status', '=', 'published')
      .where(sql<boolean>`(published_at is null or published_at <= infra_now())`)
      .orderBy('path')
      .execute();
    return rows.map(({ former_slugs, published_at, modified_at, created_at, ...row }) => ({
      ...row,
      id: Number(row.id),
      formerSlugs: former_slugs,
      publishedAt: published_at,
      modifiedAt: modified_at,
      createdAt: created_at,
    }));
  }

  /** The HTML of documents by their ids; one that is gone is left out. */
  async html(ids: readonly number[]): Promise<Map<number, string>> {
    const rows = await this.#db
      .selectFrom('blog_documents')
      .select(['id', 'html'])
      .where(sql<boolean>`id = any(${ids}::bigint[])`)
      .execute();
    return new Map(rows.map(({ id, html }) => [Number(id), html]));
  }
}
