import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../testing/test-database.js';
import { TemporaryHosts, extensionFiles } from '../../../../../test/registry/host-fixture.js';
import { createTestContext } from '../../testing/test-context.js';
import { executeInProcess } from './execute-in-process.js';

test('a job of sources that nobody has built runs in a process of its own', async () => {
  const hosts = new TemporaryHosts();
  const database = await createTestDatabase();
  const entry = `
    import { defineExtension, Job, JobResult } from '@infra/traits';
    @Job({ name: 'a' })
    class A { async execute(): Promise<JobResult> { return JobResult.success().withOutput({ pid: process.pid }); } }
    export default defineExtension({ name: 'typed', jobs: [A] });`;
  try {
    const directory = await hosts.make({
      'infra.config.json': JSON.stringify({ extensions: ['./typed'] }),
      ...extensionFiles('typed', { 'entry.ts': entry }, './entry.ts'),
    });
    const task = {
      configurationFile: join(directory, 'infra.config.json'),
      databaseUrl: database.url,
      actor: 'test',
    };
    const context = { ...createTestContext({ parameters: {} }), jobName: 'a' };
    const result = await executeInProcess(task, context, null);
    expect(result.output).toEqual({ pid: expect.any(Number) as number });
  } finally {
    await hosts.remove();
    await database.drop();
  }
});
