import type { Worker as Thread } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { type PulseReport, StatementPulse } from './statement-pulse.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { connection, database } = useTestDatabase();

const applicationName = 'pulse under test';

function pulse(): { pulse: StatementPulse; reports: PulseReport[] } {
  const reports: PulseReport[] = [];
  const statement = {
    name: 'add',
    text: 'select $1::int + 1 as sum, clock_timestamp() as at, pg_backend_pid() = $2::int as own',
  };
  const options = {
    settings: connection,
    applicationName,
    statement,
    prepared: true,
    values: [1],
    intervalMs: 20,
  };
  return {
    pulse: new StatementPulse({ ...options, timeoutMs: 500, report: (row) => reports.push(row) }),
    reports,
  };
}

async function sessions(): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    { name: 'sessions', text: 'select count(*) from pg_stat_activity where application_name = $1' },
    [applicationName],
  );
  return row?.count ?? 0;
}

describe('a pulse', () => {
  it('reports the row of each statement until it is stopped, and leaves no connection', async () => {
    const { pulse: beating, reports } = pulse();
    await expect.poll(() => reports.length).toBeGreaterThan(2);
    expect(reports[0]).toMatchObject({ kind: 'row', row: { sum: 2, own: true } });
    await beating.stop();
    const count = reports.length;
    await expect.poll(sessions).toBe(0);
    expect(reports).toHaveLength(count);
  });

  it('goes on while the event loop of its owner is blocked', async () => {
    const { pulse: beating, reports } = pulse();
    await expect.poll(() => reports.length).toBeGreaterThan(0);
    const from = Date.now();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    const until = Date.now();
    await beating.stop();
    const during = reports.filter((report) => {
      const at = report.kind === 'row' ? (report.row as { at: Date }).at.getTime() : 0;
      return at > from && at < until;
    });
    expect(during.length).toBeGreaterThan(3);
  });

  it('connects again when its session was ended', async () => {
    const { pulse: beating, reports } = pulse();
    await expect.poll(sessions).toBe(1);
    const end = 'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1';
    await database.query({ name: 'end_pulse', text: end }, [applicationName]);
    const seen = reports.length;
    await expect.poll(() => reports.slice(seen).some(({ kind }) => kind === 'row')).toBe(true);
    await beating.stop();
  });

  it('is taken up by another thread when its own dies', async () => {
    const started = new Promise<Thread>((resolve) => {
      process.once('worker', resolve);
    });
    const { pulse: beating, reports } = pulse();
    await (await started).terminate();
    const seen = reports.length;
    await expect.poll(() => reports.slice(seen).some(({ kind }) => kind === 'row')).toBe(true);
    await beating.stop();
    await expect.poll(sessions).toBe(0);
  });
});
