import type { ExtensionDatabase } from '@infra/traits';
import { type FoundDocument, SearchStore } from '../store/search-store.js';
import { builtInSynonyms } from './synonyms.js';

export interface SearchOptions {
  /** One source; all by default. */
  readonly source?: string | undefined;
  /** Lines of words that stand for each other, beside the built-in English ones. */
  readonly synonyms?: readonly (readonly string[])[] | undefined;
}

/**
 * The documents of the offline index that answer a question best, best first; none for a question without a word that
 * the index knows.
 * @param limit at most so many; 5 by default.
 */
export async function searchKnowledge(
  db: ExtensionDatabase,
  query: string,
  limit = 5,
  { source, synonyms = [] }: SearchOptions = {},
): Promise<FoundDocument[]> {
  return new SearchStore(db).search({
    // PostgreSQL stores no NUL.
    query: query.replaceAll('\0', ' '),
    limit,
    source,
    synonyms: [
      ...builtInSynonyms.map((words) => ({ dictionary: 'english', words })),
      ...synonyms.map((words) => ({ dictionary: null, words })),
    ],
  });
}
