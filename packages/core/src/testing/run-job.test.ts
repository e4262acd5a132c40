import {
  DATABASE,
  type ExtensionDatabase,
  inject,
  injectable,
  Job,
  type JobContext,
  JobResult,
} from '@infra/traits';
import { expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { runJob } from './run-job.js';

const parameters = z.strictObject({ to: z.string(), times: z.coerce.number().int().default(2) });

class Mailer {
  readonly sent: string[] = [];
}
injectable()(Mailer);

@Job({ name: 'greet', parameters })
class Greet {
  constructor(private readonly mailer: Mailer) {}

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<{ attempt: number }>> {
    const { to, times } = context.parameters;
    for (let completed = 1; completed <= times; completed++) {
      context.signal.throwIfAborted();
      this.mailer.sent.push(to);
      context.progress({ completed, total: times });
    }
    context.logger.info('greeted', { to });
    return JobResult.success().withOutput({ attempt: context.attempt });
  }
}

@Job({ name: 'count_users' })
class CountUsers {
  constructor(@inject(DATABASE) private readonly db: ExtensionDatabase) {}

  async execute(_context: JobContext): Promise<JobResult> {
    await this.db.selectFrom('users' as never).execute();
    return JobResult.success();
  }
}

it('runs a job with its dependencies and the defaults of its schema, and tells what it did', async () => {
  const mailer = new Mailer();
  const register: Parameters<typeof runJob>[2] = {
    attempt: 3,
    register: (container) => void container.register(Mailer, { useValue: mailer }),
  };
  const run = await runJob(Greet, { to: 'you' }, register);
  expectTypeOf(run.result.output).toEqualTypeOf<{ attempt: number }>();
  expect(run.result).toMatchObject({ success: true, output: { attempt: 3 } });
  expect(run.logs).toEqual([{ level: 'info', message: 'greeted', fields: { to: 'you' } }]);
  expect(run.progress).toEqual([
    { completed: 1, total: 2 },
    { completed: 2, total: 2 },
  ]);
  expect(mailer.sent).toEqual(['you', 'you']);
});

it('refuses parameters as a submission would, in the compiler and when it runs', async () => {
  // @ts-expect-error the schema wants `to`
  await expect(runJob(Greet, { times: 1 })).rejects.toMatchObject({ code: 'invalid_parameters' });
  // @ts-expect-error the schema wants `to`
  await expect(runJob(Greet)).rejects.toThrow('to:');
});

it('rejects with what the job throws, such as the reason of an aborted signal', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(runJob(Greet, { to: 'you' }, { signal })).rejects.toThrow('enough');
});

it('says what is missing when the job uses a database that it was not given', async () => {
  await expect(runJob(CountUsers)).rejects.toThrow(
    '(selectFrom): give the test a `db`, or use createTestRuntime',
  );
});

it('refuses a class without @Job', async () => {
  class Nothing {}
  await expect(runJob(Nothing)).rejects.toThrow('Nothing is not a job');
});
