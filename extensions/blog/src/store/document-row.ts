import type { DocumentDraft } from './document-draft.js';
import type { DocumentTable, DocumentTermTable } from './tables.js';

/**
 * A document ready to be stored. Its row is bytes and not an object: bytes move between threads without a copy, and a
 * run over thousands of files leaves the heap of the process as small as it was.
 */
export interface DocumentRow {
  readonly collection: string;
  readonly path: string;
  /** The slug it gets when no other document of the collection has it. */
  readonly wantedSlug: string;
  /** JSON in UTF-8: the columns of `blog_documents` that a file decides, and `terms`. */
  readonly json: Uint8Array;
}

/** The columns that a file decides: all but the slug, and what the database gives by itself. */
export const columnsOfFile = [
  'collection',
  'root',
  'path',
  'title',
  'excerpt',
  'html',
  'front_matter',
  'authors',
  'aliases',
  'position',
  'status',
  'published_at',
  'modified_at',
  'content_hash',
  'file_size',
  'file_modified_us',
  'file_changed_us',
  'recipe',
] as const satisfies readonly (keyof DocumentTable)[];

type RowOfFile = Record<(typeof columnsOfFile)[number], unknown> & {
  readonly terms: readonly Pick<DocumentTermTable, 'taxonomy' | 'slug' | 'label'>[];
};

export function toDocumentRow(draft: DocumentDraft): DocumentRow {
  const row: RowOfFile = {
    collection: draft.collection,
    root: draft.root,
    path: draft.path,
    title: draft.title,
    excerpt: draft.excerpt,
    html: draft.html,
    front_matter: draft.frontMatter,
    authors: draft.authors,
    aliases: draft.aliases,
    position: draft.position,
    status: draft.status,
    published_at: draft.publishedAt,
    modified_at: draft.modifiedAt,
    content_hash: draft.contentHash,
    file_size: draft.size,
    file_modified_us: draft.modifiedUs,
    file_changed_us: draft.changedUs,
    recipe: draft.recipe,
    terms: draft.terms,
  };
  const { collection, path, wantedSlug } = draft;
  return { collection, path, wantedSlug, json: new TextEncoder().encode(JSON.stringify(row)) };
}
