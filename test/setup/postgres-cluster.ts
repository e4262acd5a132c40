import {
  createTemplate,
  migrateTestDatabase,
  startTestCluster,
  testClusterVariable,
  testTemplate,
} from '@infra/core/testing';

/** vitest's global set-up: one throwaway PostgreSQL cluster for the whole run, however many projects it has. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env[testClusterVariable]) return () => Promise.resolve();

  const cluster = await startTestCluster();
  // Inherited by the processes that run the tests.
  process.env[testClusterVariable] = JSON.stringify(cluster.connection('postgres'));
  await createTemplate(testTemplate, migrateTestDatabase);
  return async () => {
    delete process.env[testClusterVariable];
    await cluster.stop();
  };
}
