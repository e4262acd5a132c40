import type { Migration } from 'kysely/migration';
import { documents } from './documents.js';
import { imports } from './imports.js';

/** By name, in the order they run; an entry that was released is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_documents': documents,
  '0002_imports': imports,
};
