/**
 * Every use case by name, loaded when called for: a command that lists jobs does not read the code that runs them.
 * The command line, host applications and what serves HTTP call the same functions.
 */
export const operations = {
  cleanupLogs: () => import('./cleanup-jobs.js'),
  cleanupSessions: () => import('./cleanup-jobs.js'),
  databaseStatus: () => import('./database-status.js'),
  disableJob: () => import('./switch-job.js'),
  enableJob: () => import('./switch-job.js'),
  explainOccurrence: () => import('./explain-occurrence.js'),
  jobHistory: () => import('./job-history.js'),
  listExtensions: () => import('./list-extensions.js'),
  listJobs: () => import('./list-jobs.js'),
  migrateDatabase: () => import('./migrate-database.js'),
  nextOccurrences: () => import('./next-occurrences.js'),
  resetJob: () => import('./switch-job.js'),
  runJobs: () => import('./run-jobs.js'),
  showConfiguration: () => import('./show-configuration.js'),
  showJob: () => import('./show-job.js'),
  stopDatabase: () => import('./stop-database.js'),
  submitRun: () => import('./submit-run.js'),
} as const;
