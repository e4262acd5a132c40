/**
 * The use cases, one file each, loaded when they are called: what the command line, a web page or a host application
 * can do. Each takes an opened {@link Host} and an input, and returns an artifact.
 */
export const operations = {
  buildIndex: () => import('./build-index.js'),
  listJobs: () => import('./list-jobs.js'),
  showJob: () => import('./show-job.js'),
  jobHistory: () => import('./job-history.js'),
  nextOccurrences: () => import('./next-occurrences.js'),
  explainOccurrence: () => import('./explain-occurrence.js'),
  runJobs: () => import('./run-jobs.js'),
  listRuns: () => import('./list-runs.js'),
  showRun: () => import('./show-run.js'),
  watchRun: () => import('./watch-run.js'),
  clearRuns: () => import('./clear-runs.js'),
  cleanRuns: () => import('./clean-runs.js'),
  readRunLogs: () => import('./read-run-logs.js'),
  submitRun: () => import('./submit-run.js'),
  cancelRuns: () => import('./cancel-runs.js'),
  stopRun: () => import('./cancel-runs.js'),
  waitRuns: () => import('./wait-runs.js'),
  enableJob: () => import('./switch-job.js'),
  disableJob: () => import('./switch-job.js'),
  resetJob: () => import('./switch-job.js'),
  cleanupSessions: () => import('./cleanup-jobs.js'),
  cleanupLogs: () => import('./cleanup-jobs.js'),
  listQueues: () => import('./list-queues.js'),
  setQueue: () => import('./set-queue.js'),
  pauseWork: () => import('./pause-work.js'),
  resumeWork: () => import('./pause-work.js'),
  listExtensions: () => import('./list-extensions.js'),
  showConfiguration: () => import('./show-configuration.js'),
  migrateDatabase: () => import('./migrate-database.js'),
  databaseStatus: () => import('./database-status.js'),
  stopDatabase: () => import('./stop-database.js'),
  copyDatabase: () => import('./copy-database.js'),
  backUpDatabase: () => import('./back-up-database.js'),
  restoreDatabase: () => import('./restore-database.js'),
  /** Takes no opened host: whether one can be opened is the first thing it finds out. */
  examineHost: () => import('./examine-host.js'),
  /** Takes no host: the schemas of what the commands print, by the words of the command. */
  artifactSchemas: () => import('../artifacts/artifact-schemas.js'),
} as const;
