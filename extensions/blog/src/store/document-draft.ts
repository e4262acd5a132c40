import type { Term } from '../document/front-matter-fields.js';
import type { DocumentStatus } from './tables.js';

/** A document as its file says it, before the store gives it an id and a slug of its own. */
export interface DocumentDraft {
  readonly collection: string;
  readonly root: string;
  readonly path: string;
  /** The slug it gets when no other document of the collection has it. */
  readonly wantedSlug: string;
  readonly title: string;
  readonly excerpt: string;
  readonly html: string;
  readonly frontMatter: Readonly<Record<string, unknown>>;
  readonly authors: readonly string[];
  readonly aliases: readonly string[];
  readonly position: number | null;
  readonly status: DocumentStatus;
  readonly publishedAt: Date | null;
  readonly modifiedAt: Date | null;
  readonly contentHash: string;
  readonly size: number;
  readonly modifiedUs: number;
  readonly changedUs: number;
  readonly recipe: string;
  readonly terms: readonly Term[];
}
