import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { openTestDatabase } from '@infra/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryCode } from '../registry/host-fixture.js';
import { type Ended, ended, InfraHost, printed } from './infra-host.js';

const jobs = `
  class Obedient {
    async execute({ signal }) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      throw signal.reason;
    }
  }
  Job({ name: 'obedient' })(Obedient);

  class Stubborn { execute() { return new Promise(() => setInterval(() => {}, 1000)); } }
  Job({ name: 'stubborn', cancelGrace: '400ms' })(Stubborn);
  class Patient extends Stubborn {}
  Job({ name: 'patient', cancelGrace: '1h' })(Patient);

  class Idle { async execute() { return JobResult.success(); } }
  Job({ name: 'idle' })(Idle);
`;

let host: InfraHost;
let database: ReturnType<typeof openTestDatabase>;

beforeAll(async () => {
  host = await InfraHost.make({
    'infra.config.json': '{ "extensions": ["./clockwork"] }',
    'clockwork/entry.js': entryCode("{ name: 'clockwork', jobs: [Obedient, Stubborn, Patient, Idle] }", jobs),
  });
  await host.infra(['db', 'migrate']);
  database = openTestDatabase(host.database.connection);
});

afterAll(async () => {
  await database.close();
  await host.remove();
});

async function submit(job: string): Promise<string> {
  return (await host.artifact('runs submit', [job])).data.run_id;
}

async function stored(id: string) {
  const text = `select status, error ->> 'message' as message from job_runs where id = $1`;
  return (await database.query<{ status: string; message: string }>({ name: 'stored', text }, [id]))[0];
}

const none = { cancelled: [], refused: [], stopping: [], total: 0, has_more: false };

describe('with nobody at work', () => {
  test('a waiting run ends at once; a second cancel is refused with its reason, exit code 1', async () => {
    const id = await submit('idle');
    const first = await host.artifact('runs cancel', [id, '--reason', 'wrong parameters']);
    expect([first.artifact_type, first.code]).toEqual(['list', 0]);
    expect(first.data).toEqual({ ...none, cancelled: [id], total: 1 });
    expect(await stored(id)).toEqual({ status: 'cancelled', message: 'wrong parameters' });
    const second = await host.artifact('runs cancel', [id]);
    expect(second.code).toBe(1);
    expect(second.data).toEqual({ ...none, refused: [{ id, reason: 'it is cancelled already' }] });
  });

  test('a filter takes exactly its runs, as many as the limit says, and asks before', async () => {
    const ids = [await submit('idle'), await submit('idle'), await submit('idle')];
    expect((await host.artifact('runs cancel', ['approved'])).data).toEqual(none);
    expect(await host.failure(['runs', 'cancel', 'all'])).toMatchObject({
      code: 'confirmation_required',
      exitCode: 2,
      hint: 'give --yes',
    });
    expect((await stored(ids[0] ?? ''))?.status).toBe('queued');
    const { data, code } = await host.artifact('runs cancel', ['queued', '--limit', '2', '--yes']);
    expect([data.cancelled, data.has_more, code]).toEqual([ids.slice(1), true, 0]);
    const { stdout } = await host.infra(['runs', 'cancel', 'all', '--yes']);
    expect(stdout).toBe(`Cancelled runs:\n  ✓ ${ids[0]}\n\nTotal cancelled: 1\n`);
  });

  test.each([
    [['cancel', '999999'], 'run_not_found', "there is no run '999999'"],
    [['stop', 'queued'], 'run_not_found', "there is no run 'queued'"],
    [['cancel', 'runing', '--yes'], 'invalid_value', "did you mean 'running'?"],
    [['cancel', '1', '--client', 'c'], 'usage', 'not for the id of one run'],
  ])('infra runs %j is refused, exit code 2', async (words, code, message) => {
    const error = await host.failure(['runs', ...words]);
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toContain(message);
  });
});

describe('from another process than the worker', () => {
  let worker: ChildProcessWithoutNullStreams;
  let end: Promise<Ended>;

  beforeAll(async () => {
    worker = host.start(['work', '--json']);
    end = ended(worker);
    await printed(worker.stdout, /"event":"runtime_started"/);
  });

  afterAll(async () => {
    worker.kill('SIGKILL');
    await end;
  });

  async function running(job: string): Promise<string> {
    const started = printed(worker.stdout, new RegExp(`"event":"run_started".* ${job}:`));
    const id = await submit(job);
    await started;
    return id;
  }

  test('a running run is asked through its signal and the command waits for its end', async () => {
    const id = await running('obedient');
    const { data, code } = await host.artifact('runs cancel', ['running', '--yes']);
    expect([data, code]).toEqual([{ ...none, cancelled: [id], total: 1 }, 0]);
    expect((await stored(id))?.status).toBe('cancelled');
  });

  test('one that does not listen is forced after its grace time', async () => {
    const id = await running('stubborn');
    const { data } = await host.artifact('runs stop', [id]);
    expect(data.cancelled).toEqual([id]);
    expect((await stored(id))?.status).toBe('cancelled');
  });

  test('--force takes the grace time away, also from one that was asked before', async () => {
    const id = await running('patient');
    const text = `update job_runs set cancel_requested_at = infra_now(), cancel_reason = 'asked before' where id = $1`;
    await database.query({ name: 'ask', text }, [id]);
    const { data } = await host.artifact('runs stop', [id, '--force']);
    expect(data.cancelled).toEqual([id]);
    expect(await stored(id)).toEqual({ status: 'cancelled', message: 'asked before' });
  });

  test('one whose worker has died is reported as it is, and the next worker ends it', async () => {
    const id = await running('stubborn');
    worker.kill('SIGKILL');
    const { data, code } = await host.artifact('runs stop', [id, '--force']);
    expect([data.cancelled, data.stopping, code]).toEqual([[], [id], 1]);
    const next = host.start(['work', '--json']);
    const over = ended(next);
    await printed(next.stdout, new RegExp(`run ${id} stubborn: worker \\d+ is gone; now cancelled`));
    next.kill('SIGTERM');
    await over;
    expect((await stored(id))?.status).toBe('cancelled');
  });
});
