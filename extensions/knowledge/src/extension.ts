import { defineExtension } from '@infra/traits';

/** Scrapes, describes, indexes and maps sources of pages. */
export default defineExtension({ name: 'knowledge', jobs: [] });
