import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ended, InfraHost, printed, unscheduled } from './infra-host.js';

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make(unscheduled);
  await host.infra(['db', 'migrate']);
});

afterAll(() => host.remove());

async function queue(name: string) {
  const { data } = await host.artifact('queues list');
  return data.queues.find((each) => each.name === name);
}

describe('infra queues', () => {
  test('set and list: a width, none, and nothing for what is no width or no name', async () => {
    const { data } = await host.artifact('queues set', ['mail', '3', '--reason', 'as the provider allows']);
    expect(data).toMatchObject({ name: 'mail', width: 3 });
    expect(await queue('mail')).toMatchObject({ width: 3, running: 0, queued: 0, workers: 0, paused: false });
    await host.artifact('queues set', ['mail', 'none']);
    expect((await queue('mail'))?.width).toBeNull();
    for (const words of [
      ['mail', '0'],
      ['Mail', '3'],
      ['mail', 'wide'],
    ]) {
      expect(await host.failure(['queues', 'set', ...words])).toMatchObject({
        exitCode: 2,
        code: 'invalid_value',
      });
    }
  });
});

describe('infra pause', () => {
  test('needs a reason and a queue that exists', async () => {
    expect(await host.failure(['pause'])).toMatchObject({ exitCode: 2, code: 'usage' });
    const unknown = await host.failure(['pause', '--queue', 'mial', '--reason', 'x']);
    expect(unknown).toMatchObject({ exitCode: 2, code: 'invalid_value' });
    expect(unknown.message).toContain("did you mean 'mail'");
  });

  test('lets a worker in another process take nothing until resumed; what is named by hand runs', async () => {
    const worker = host.start(['work', '--json', '--queue', 'default']);
    const end = ended(worker);
    await printed(worker.stdout, /"event":"runtime_started"/);
    expect(await queue('default')).toMatchObject({ workers: 1 });
    expect((await queue('mail'))?.workers).toBe(0);

    const paused = await host.artifact('pause', ['--reason', 'moving house']);
    expect(paused.data).toMatchObject({ queue: null, paused: true, reason: 'moving house' });
    const { data: submitted } = await host.artifact('runs submit', ['tidy']);
    expect(await queue('default')).toMatchObject({
      queued: 1,
      paused: true,
      paused_scope: 'everything',
      paused_reason: 'moving house',
    });
    const byHand = await host.artifact('jobs run', ['tidy']);
    expect(byHand.data.succeeded).toBe(1);
    expect(byHand.stderr).toContain('everything is paused (moving house)');
    expect(await statusOf(submitted.run_id)).toBe('queued');

    expect((await host.artifact('resume')).data).toMatchObject({ paused: false });
    await vi.waitUntil(async () => (await statusOf(submitted.run_id)) === 'completed', { timeout: 60_000 });
    expect((await host.artifact('resume')).data.message).toContain('was not paused');
    worker.kill('SIGTERM');
    expect((await end).code).toBe(0);
  });
});

async function statusOf(id: string) {
  return (await host.artifact('runs status', [id])).data.status;
}
