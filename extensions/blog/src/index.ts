export type { BlogConfiguration } from './configuration.js';
export { configuration } from './configuration.js';
export { default } from './extension.js';
export { BLOG_SETTINGS } from './settings.js';
export type { BlogSettings } from './settings.js';
export type { BatchImportOutput } from './import/import-report.js';
export type { IngestOutput, SlugCollision } from './ingest/ingest-report.js';
export type { ContentRepair, ReconcileOutput } from './reconcile/reconcile-report.js';
export type { BrokenLink, PublishOutput } from './publish/publish-report.js';
export type {
  BlogTables,
  DocumentStatus,
  DocumentTable,
  DocumentTermTable,
  ImportFailureTable,
  ImportTable,
  Taxonomy,
} from './store/tables.js';
