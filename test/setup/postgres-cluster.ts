import { createTemplate, startTestCluster, testClusterVariable, testTemplate } from '@infra/core/testing';

/** What every test database starts from. */
async function prepareTemplate(): Promise<void> {
  // Empty: there are no migrations yet.
}

/** vitest's global set-up: one throwaway PostgreSQL cluster for the whole run, however many projects it has. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env[testClusterVariable]) return () => Promise.resolve();

  const cluster = await startTestCluster();
  // Inherited by the processes that run the tests.
  process.env[testClusterVariable] = JSON.stringify(cluster.connection('postgres'));
  await createTemplate(testTemplate, prepareTemplate);
  return async () => {
    delete process.env[testClusterVariable];
    await cluster.stop();
  };
}
