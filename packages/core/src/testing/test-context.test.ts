import { Job, type JobContext, JobResult } from '@infra/traits';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestContext } from './test-context.js';

const parameters = z.object({ days: z.number() });

@Job({ name: 'counting', parameters })
class Counting {
  async execute(context: JobContext<typeof parameters>): Promise<JobResult> {
    context.logger.info('begun', { days: context.parameters.days });
    context.progress({ completed: 1, total: 2 });
    context.signal.throwIfAborted();
    return JobResult.success();
  }
}

describe('a test context', () => {
  it('gives a job its parameters and keeps its lines and its progress', async () => {
    const context = createTestContext<typeof parameters>({ parameters: { days: 7 }, attempt: 2 });
    const result = await new Counting().execute(context);
    expect(result.success).toBe(true);
    expect(context.attempt).toBe(2);
    expect(context.lines).toEqual([{ level: 'info', message: 'begun', fields: { days: 7 } }]);
    expect(context.progressReports).toEqual([{ completed: 1, total: 2 }]);
  });

  it('aborts its signal as a cancelled run does', async () => {
    const context = createTestContext<typeof parameters>({ parameters: { days: 7 } });
    context.abort();
    await expect(new Counting().execute(context)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says what is missing when a job wants the database', () => {
    expect(() => createTestContext().db.selectFrom('x' as never)).toThrow(
      '(selectFrom): give the test a `db`',
    );
  });
});
