export { createFakeClock } from './fake-clock.js';
export type { EmbeddedConnection } from '../database/embedded/embedded-connection.js';
export { startTestCluster, type TestCluster } from './test-cluster.js';
export {
  createTemplate,
  createTestDatabase,
  type TestDatabase,
  testClusterVariable,
  testTemplate,
} from './test-database.js';
export { migrateTestDatabase, offsetDatabaseClock, openTestDatabase } from './test-schema.js';
export { createTestContext } from './test-context.js';
