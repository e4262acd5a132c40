/** The jobs of a campaign; each attempt leaves a row of its own beside our tables when it begins. */
export const chaosJobs = `
  import { sql } from 'kysely';

  const note = (context) => sql\`insert into chaos_executions (run_id, attempt, pid)
    values (\${context.runId}, \${context.attempt}, \${process.pid})\`.execute(context.db);

  const result = (context) => JobResult.success().withOutput({ attempt: context.attempt, pid: process.pid });

  const parameters = z.object({ number: z.number(), ms: z.number(), failures: z.number() });
  const retry = { maxAttempts: 4, backoff: { kind: 'fixed', first: '100ms' } };

  async function work(context) {
    await note(context);
    const { ms, failures } = context.parameters;
    const until = Date.now() + ms;
    while (Date.now() < until) {
      context.signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    context.progress({ completed: 1, total: 1 });
    if (context.attempt <= failures) throw new Error('failed on purpose');
    return result(context);
  }

  class Work { execute = work; }
  Job({ name: 'work', parameters, retry })(Work);

  // Two at once in the whole cluster.
  class Tight { execute = work; }
  Job({ name: 'tight', parameters, retry, concurrency: 2 })(Tight);

  class Step {
    async execute() {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return JobResult.success();
    }
  }
  Job({ name: 'step' })(Step);

  class Twenty {}
  const phases = Array.from({ length: 20 }, (_, index) => ({ name: 'step ' + index, job: 'step' }));
  CombinedJob({ name: 'twenty', phases })(Twenty);

  const ticking = ['allow', 'skip', 'queue'].map((overlap) => {
    class Tick {
      async execute(context) {
        await note(context);
        return result(context);
      }
    }
    Job({ name: 'tick_' + overlap, schedule: '* * * * * *', overlap, retry })(Tick);
    return Tick;
  });
`;

export const chaosExtension = `{ name: 'chaos', jobs: [Work, Tight, Step, Twenty, ...ticking] }`;

/** How many runs of the job `tight` may run at once. */
export const tightLimit = 2;
