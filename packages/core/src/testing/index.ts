export type { EmbeddedConnection } from '../database/embedded/embedded-connection.js';
export { type CuttableLine, layLine } from './cuttable-line.js';
export { createFakeClock, type FakeClock } from './fake-clock.js';
export type { ExtensionAtHand, JobsAtHand } from './job-host.js';
export { type JobRun, runJob, type RunJobOptions } from './run-job.js';
export { startTestCluster, type TestCluster } from './test-cluster.js';
export {
  createTestContext,
  type TestContext,
  type TestContextOptions,
  type TestCost,
  type TestLogLine,
} from './test-context.js';
export {
  createTemplate,
  createTestDatabase,
  shareTestCluster,
  type TestDatabase,
  testClusterVariable,
  testTemplate,
} from './test-database.js';
export {
  createTestRuntime,
  RunsStillWaitError,
  type TestRuntime,
  type TestRuntimeOptions,
} from './test-runtime.js';
export { migrateTestDatabase, offsetDatabaseClock, openTestDatabase } from './test-schema.js';
export { InvalidTimeStepError, type TimeStep } from './time-step.js';
