import { isExtension, jobMetadataOf } from '@infra/traits';
import { describe, expect, it } from 'vitest';
import extension from './extension.js';

type Load = () => Promise<Readonly<Record<string, unknown>>>;

async function jobs() {
  const modules = await Promise.all(extension.jobs.map((load) => (load as Load)()));
  return modules
    .flatMap((module) => Object.values(module).map(jobMetadataOf))
    .filter((job) => job !== null)
    .map(({ definition }) => definition);
}

describe('the extension', () => {
  it('brings the five jobs of document 003 with their schedules', async () => {
    expect(isExtension(extension)).toBe(true);
    expect(Object.fromEntries((await jobs()).map(({ name, schedule }) => [name, schedule]))).toEqual({
      cleanup_inactive_sessions: '0 0 * * * *',
      cleanup_empty_contexts: '0 0 */2 * * *',
      database_cleanup: '0 0 3 * * *',
      log_cleanup: '0 30 2 * * *',
      behavioral_analysis: '0 */15 * * * *',
    });
  });

  it('lets every job run without parameters, as its schedule does', async () => {
    for (const { parameters } of await jobs()) expect(parameters?.safeParse({}).success).toBe(true);
  });
});
