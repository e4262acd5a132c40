import { afterEach, expect, test } from 'vitest';
import { EngineHost } from './engine-host.js';

// HANG makes the first process keep its runs; the second one ends them.
const jobs = `
  class Hang {
    async execute({ attempt }) {
      while (process.env.HANG === 'yes' && attempt === 1) await new Promise((resolve) => setTimeout(resolve, 20));
      return JobResult.success().withOutput({ pid: process.pid });
    }
  }
  Job({ name: 'hang' })(Hang);

  // Ends by itself as soon as the process goes on after it was stopped.
  class Wait {
    async execute({ attempt }) {
      const until = Date.now() + (attempt === 1 ? 2_000 : 0);
      while (Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
      return JobResult.success().withOutput({ pid: process.pid });
    }
  }
  Job({ name: 'wait' })(Wait);

  class Block {
    async execute() {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_200);
      return JobResult.success().withOutput({ pid: process.pid });
    }
  }
  Job({ name: 'block' })(Block);
`;

let host: EngineHost;

async function open(lease = '1s'): Promise<void> {
  host = await EngineHost.create(jobs, '[Hang, Wait, Block]', ({ url }) => ({ url }), lease);
}

afterEach(() => host.close());

async function outputs(ids: readonly string[]): Promise<unknown[]> {
  return (await host.read(ids)).map((run) => ({ attempt: run?.attempt, ...(run?.result?.output as object) }));
}

test('the runs of a worker that is killed are run elsewhere, and the lost attempts are recorded', async () => {
  await open();
  const doomed = await host.start({ HANG: 'yes' });
  const ids = await host.submit('hang', 5);
  await host.become(ids, 'running');
  const heir = await host.start();
  await doomed.signal('SIGKILL');
  await host.become(ids, 'completed');
  expect(await outputs(ids)).toEqual(ids.map(() => ({ attempt: 2, pid: heir.pid })));
  const attempts = await host.query('select attempt, outcome, worker_id from attempts');
  expect(attempts).toEqual(ids.map(() => ({ attempt: 1, outcome: 'lost', worker_id: doomed.workerId })));
});

test('a worker that was stopped for longer than its lease writes nothing that counts, and works on under a new name', async () => {
  await open();
  const sleeper = await host.start();
  const ids = await host.submit('wait', 5);
  await host.become(ids, 'running');
  // Before the other one starts, however long that takes: the runs end by themselves two seconds after they began.
  await sleeper.signal('SIGSTOP');
  const heir = await host.start();
  await host.become(ids, 'completed');
  expect(await outputs(ids)).toEqual(ids.map(() => ({ attempt: 2, pid: heir.pid })));

  const before = await host.read(ids);
  await heir.signal('SIGTERM');
  await sleeper.signal('SIGCONT');
  const kinds = () => sleeper.events.map(({ kind }) => kind);
  await expect.poll(kinds).toContain('worker_declared_dead');
  await expect.poll(() => kinds().filter((kind) => kind === 'late_result_refused')).toHaveLength(5);
  expect(await host.read(ids)).toEqual(before);

  const [next] = await host.submit('hang', 1);
  await host.become([next ?? ''], 'completed');
  expect(await outputs([next ?? ''])).toEqual([{ attempt: 1, pid: sleeper.pid }]);
});

test('a worker whose event loop is blocked for two leases keeps its run', async () => {
  // Long enough that only the heartbeat's thread can fail it, and not a busy machine.
  await open('2s');
  const blocked = await host.start();
  const [id] = await host.submit('block', 1);
  await host.become([id ?? ''], 'running');
  const judge = await host.start();
  await host.become([id ?? ''], 'completed');
  expect(await outputs([id ?? ''])).toEqual([{ attempt: 1, pid: blocked.pid }]);
  expect(judge.events.filter(({ kind }) => kind === 'run_rescued')).toEqual([]);
});
