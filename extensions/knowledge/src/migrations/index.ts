import type { Migration } from 'kysely/migration';
import { sources } from './sources.js';

/** By name, in the order they run; an entry that was released is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_sources': sources,
};
