import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EngineHost, type WorkerProcess } from './engine-host.js';
import { TypedHost } from './typed-host.js';

const jobs = `
  import { spawn } from 'node:child_process';
  import { DoNotRetry } from '@infra/traits';

  const apart = { isolation: 'process', cancelGrace: '300ms' };
  const parameters = z.strictObject({ at: z.coerce.date(), secret: z.string().meta({ secret: true }) });

  class Tell {
    async execute({ parameters, logger, progress, db, attempt, scheduledFor }) {
      process.stdout.write('from stdout\\nand an unfinished line');
      process.stderr.write('from stderr\\n');
      logger.info('from the logger ' + parameters.secret, { count: 1 });
      progress({ completed: 1, total: 2 });
      const seen = [process.argv, process.env].map((part) => JSON.stringify(part)).join().includes(parameters.secret);
      return JobResult.success().withStats(2, 1).withOutput({
        pid: process.pid, parent: process.ppid, date: parameters.at instanceof Date, seen, attempt, db: typeof db.selectFrom,
      });
    }
  }
  Job({ name: 'tell', ...apart, parameters })(Tell);

  class Block {
    async execute({ progress }) {
      const grandchild = spawn('sleep', ['60']);
      progress({ counters: { pid: process.pid, grandchild: grandchild.pid } });
      await new Promise((resolve) => setTimeout(resolve, 50));
      // As a loop without an end would, but leaves the processor to others.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
  }
  Job({ name: 'block', ...apart })(Block);
  class BlockBriefly extends Block {}
  Job({ name: 'block_briefly', ...apart, timeout: '8s' })(BlockBriefly);

  class Obey {
    async execute({ signal, progress }) {
      progress({ counters: { pid: process.pid } });
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return JobResult.success().withMessage('heard ' + signal.reason.name);
    }
  }
  Job({ name: 'obey', ...apart, cancelGrace: '10s' })(Obey);

  class Leave { async execute() { process.exit(3); } }
  Job({ name: 'leave', ...apart })(Leave);

  class Refuse { async execute() { throw new DoNotRetry('gone for good'); } }
  Job({ name: 'refuse', ...apart, retry: { maxAttempts: 5 } })(Refuse);

  class Quick { async execute() { return JobResult.success().withOutput({ pid: process.pid }); } }
  Job({ name: 'quick' })(Quick);
`;

let host: EngineHost;
let worker: WorkerProcess;
/** A run of `block_briefly` that has told its processes; its time goes by while the other tests run. */
let blocked: string;
let blockedProcesses: number[];

beforeAll(async () => {
  host = await EngineHost.create(jobs, '[Tell, Block, BlockBriefly, Obey, Leave, Refuse, Quick]');
  worker = await host.start();
  [blocked = ''] = await host.submit('block_briefly', 1);
  blockedProcesses = await processesOf(blocked);
});

afterAll(() => host.close());

const read = async (id: string | undefined) => (await host.read([id ?? '']))[0];
const countersOf = async (id: string | undefined) =>
  ((await read(id))?.progress?.['counters'] ?? {}) as Readonly<Record<string, number>>;

/** The processes of a run, once it has told them. */
async function processesOf(id: string | undefined): Promise<number[]> {
  await vi.waitUntil(async () => (await countersOf(id))['pid'] !== undefined, { timeout: 100_000 });
  return Object.values(await countersOf(id));
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter(lives)).toEqual([]);
}

test('a job of its own process has the whole context; its output and lines are kept with the run', async () => {
  const ids = await host.submit('tell', 1, { at: '2026-01-14T10:00:00Z', secret: 'hunter2-and-more' });
  await host.become(ids, 'completed');
  const run = await read(ids[0]);
  expect(run?.result).toMatchObject({
    success: true,
    items_processed: 2,
    items_failed: 1,
    output: { parent: worker.pid, date: true, seen: false, attempt: 1, db: 'function' },
  });
  expect(run?.result?.output).not.toMatchObject({ pid: worker.pid });
  expect(run?.progress).toMatchObject({ completed: 1, total: 2 });
  const lines = await host.query<object>(`select level, message from logs where run_id = ${ids[0]}`);
  expect(lines).toHaveLength(4);
  expect(lines).toEqual(
    expect.arrayContaining([
      { level: 'info', message: 'from stdout' },
      { level: 'info', message: 'and an unfinished line' },
      { level: 'warn', message: 'from stderr' },
      { level: 'info', message: 'from the logger ***' },
    ]),
  );
});

test('one that is TypeScript without a build runs in a process of its own as it is', async () => {
  const typed = await TypedHost.start();
  try {
    const run = await typed.runtime.runs.submitAndWait('greet_typed', { to: 'ann' }, { timeout: '60s' });
    expect(run).toMatchObject({ status: 'completed', result: { output: { text: 'hello ann', own: true } } });
    const failed = await typed.runtime.runs.submitAndWait('fail_typed', {}, { timeout: '60s' });
    // The place in the source, so that it can be found.
    expect(failed.error?.stack).toMatch(/jobs\.ts:\d+/);
  } finally {
    await typed.close();
  }
});

test('a cancel reaches its signal', async () => {
  const ids = await host.submit('obey', 1);
  const pids = await processesOf(ids[0]);
  await host.query(
    `update job_runs set cancel_requested_at = infra_now(), cancel_reason = 'x' where id = ${ids[0]}`,
  );
  await host.become(ids, 'completed');
  expect((await read(ids[0]))?.result?.message).toBe('heard AbortError');
  await gone(pids);
});

test('one that ends without a result has failed with a code of its own', async () => {
  const ids = await host.submit('leave', 1);
  await host.become(ids, 'failed');
  expect((await read(ids[0]))?.error).toEqual({
    code: 'process_exited',
    message: "the job's process exited with code 3 before it had a result",
  });
});

test('what it throws decides as it does anywhere', async () => {
  const ids = await host.submit('refuse', 1);
  await host.become(ids, 'failed');
  const run = await read(ids[0]);
  expect(run).toMatchObject({ attempt: 1, error: { code: 'job_threw', message: 'gone for good' } });
  expect(run?.error?.stack).toContain('DoNotRetry: gone for good');
});

test('one that blocks its loop for ever is killed at its timeout with what it started', async () => {
  expect(blockedProcesses).toHaveLength(2);
  await host.become([blocked], 'failed');
  expect((await read(blocked))?.error).toMatchObject({ code: 'timeout' });
  await gone(blockedProcesses);
});

test('the worker works on beside one that blocks; its jobs die with it', async () => {
  const [[blocking], [waiting]] = [await host.submit('block', 1), await host.submit('obey', 1)];
  const pids = [...(await processesOf(blocking)), ...(await processesOf(waiting))];
  expect(pids.filter(lives)).toHaveLength(3);
  await host.become(await host.submit('quick', 1), 'completed');
  expect((await read(blocking))?.status).toBe('running');
  await worker.signal('SIGKILL');
  await gone(pids);
});
