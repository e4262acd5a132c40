import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedDay } from '../../test/generate-recorded-day.js';
import { type MaintenanceHost, openMaintenanceHost } from '../../test/maintenance-host.js';
import { loadRecordedDay, recordedDayFile } from '../../test/recorded-day.js';
import { BehavioralAnalysis } from './behavioral-analysis.js';

const midnight = new Date('2026-03-02T00:00:00Z');
const after = (hours: number) => new Date(midnight.getTime() + hours * 3_600_000);

/** Who is abnormal on the recorded day, and why. */
const expected = {
  'brute-forcer': ['client_errors 0.995 ≥ 0.8: 2'],
  crawler: ['regular_gaps 0.058 ≤ 0.3: 1', 'breadth 150 ≥ 100: 1'],
  'patient-brute-forcer': ['client_errors 1 ≥ 0.8: 2'],
  prober: ['client_errors 1 ≥ 0.8: 2'],
  scraper: ['request_rate 269 ≥ 180: 2', 'breadth 500 ≥ 400: 2'],
};

interface Flag {
  readonly session_id: string;
  readonly score: number;
  readonly reasons: readonly { sign: string; measured: number; threshold: number; points: number }[];
  readonly requests: number;
}

describe('behavioral_analysis on a recorded day', () => {
  let host: MaintenanceHost;
  beforeAll(async () => {
    host = await openMaintenanceHost();
    await loadRecordedDay(host.db, midnight);
  });
  beforeEach(async () => {
    await host.rows('truncate maintenance_session_flags');
    await host.setNow(after(24));
  });
  afterAll(() => host.close());

  const flags = () => host.rows<Flag>('select * from maintenance_session_flags order by session_id');
  const why = (found: readonly Flag[]) =>
    Object.fromEntries(
      found.map(({ session_id, reasons }) => [
        session_id,
        reasons.map(
          ({ sign, measured, threshold, points }) =>
            `${sign} ${measured} ${sign === 'regular_gaps' ? '≤' : '≥'} ${threshold}: ${points}`,
        ),
      ]),
    );

  it('reads the day that the generator makes', () => {
    expect(recordedDay()).toBe(recordedDayFile);
  });

  it('flags the scraper, the crawler, the prober and both brute-forcers, and nobody else', async () => {
    const result = await host.run(BehavioralAnalysis);
    expect(why(await flags())).toEqual(expected);
    expect(result).toMatchObject({
      success: true,
      message: 'Flagged 5 of 50 session(s)',
      itemsProcessed: 50,
      output: {
        sessions_examined: 50,
        sessions_abnormal: 5,
        sessions_flagged: 5,
        window_hours: 24,
        dry_run: false,
      },
    });
    expect(result.output.abnormal.map(({ session_id, score }) => `${session_id} ${score}`)).toEqual([
      'scraper 4',
      'brute-forcer 2',
      'crawler 2',
      'patient-brute-forcer 2',
      'prober 2',
    ]);
  });

  it('leaves the same flags when it runs twice', async () => {
    await host.run(BehavioralAnalysis);
    const first = await flags();
    await host.setNow(after(24.1));
    const again = await host.run(BehavioralAnalysis);
    expect(await flags()).toEqual(first);
    expect(again.message).toBe('Flagged 0 of 50 session(s), 5 already flagged');
  });

  it('flags nobody on a dry run, and says whom it would', async () => {
    await host.rows(`insert into maintenance_session_flags values ('crawler', 2, '[]', 30, infra_now(), infra_now(),
      infra_now(), infra_now())`);
    const result = await host.run(BehavioralAnalysis, { dry_run: 'true' });
    expect(result.message).toBe('Would flag 4 of 50 session(s), 1 already flagged (dry run)');
    expect(result.output).toMatchObject({ sessions_abnormal: 5, sessions_flagged: 4, dry_run: true });
    expect((await flags()).map(({ session_id }) => session_id)).toEqual(['crawler']);
  });

  it('finds the same when it runs every half hour and looks only at sessions active since its last success', async () => {
    let lastSuccess: Date | null = null;
    let examined = 0;
    for (let hours = 0.5; hours <= 24; hours += 0.5) {
      const now = after(hours);
      await host.setNow(now);
      const { output } = await host.run(BehavioralAnalysis, {}, { trigger: 'schedule', lastSuccess });
      examined += output.sessions_examined;
      lastSuccess = now;
    }
    expect((await flags()).map(({ session_id }) => session_id)).toEqual(Object.keys(expected));
    // The whole window 48 times would be over a thousand.
    expect(examined).toBeLessThan(400);
  });

  it('flags while it happens, in the quarter of an hour after it began', async () => {
    await host.setNow(after(3.25));
    const lastSuccess = after(3);
    await host.run(BehavioralAnalysis, {}, { trigger: 'schedule', lastSuccess });
    expect((await flags()).map(({ session_id }) => session_id)).toEqual(['patient-brute-forcer', 'scraper']);
  });

  it('examines the whole window when it is run by hand', async () => {
    const { output } = await host.run(BehavioralAnalysis, {}, { lastSuccess: after(23.9) });
    expect(output.sessions_examined).toBe(50);
  });

  it('counts only the requests of the window', async () => {
    await host.setNow(after(24));
    const { output } = await host.run(BehavioralAnalysis, { window_hours: '2.5' });
    expect(output.abnormal.map(({ session_id }) => session_id)).toEqual(['prober']);
  });

  it('raises a flag when a session gets worse, and never lowers it', async () => {
    await host.setNow(after(3.02));
    await host.run(BehavioralAnalysis);
    const early = (await flags()).find(({ session_id }) => session_id === 'scraper');
    await host.setNow(after(24));
    await host.run(BehavioralAnalysis);
    const late = (await flags()).find(({ session_id }) => session_id === 'scraper');
    expect(early).toMatchObject({ session_id: 'scraper', score: 3 });
    expect(late).toMatchObject({ session_id: 'scraper', score: 4, requests: 500 });
    await host.setNow(after(27.02));
    await host.run(BehavioralAnalysis);
    expect((await flags()).find(({ session_id }) => session_id === 'scraper')).toEqual(late);
  });

  it('logs each session that it flags, once', async () => {
    const warned: string[] = [];
    const silent = () => {};
    const logger = {
      debug: silent,
      info: silent,
      error: silent,
      warn: (_message: string, fields?: Readonly<Record<string, unknown>>) =>
        warned.push(String(fields?.session_id)),
    };
    await host.run(BehavioralAnalysis, {}, { logger });
    await host.run(BehavioralAnalysis, {}, { logger });
    expect(warned.sort((a, b) => a.localeCompare(b))).toEqual(Object.keys(expected));
  });

  it('stops when the run is cancelled', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(host.run(BehavioralAnalysis, {}, { signal })).rejects.toThrow('cancelled');
  });

  it('goes through more sessions than it measures at once', async () => {
    await host.setNow(after(100));
    await host.rows(`insert into maintenance_requests (session_id, path, status, duration_ms, at)
      select 'many-' || n, '/', 403, 1, infra_now() - m * interval '17 seconds'
      from generate_series(1, 1001) as n, generate_series(0, 20) as m`);
    const { output } = await host.run(BehavioralAnalysis, { window_hours: 1 });
    expect(output).toMatchObject({
      sessions_examined: 1001,
      sessions_abnormal: 1001,
      sessions_flagged: 1001,
    });
    expect(output.abnormal).toHaveLength(20);
  });
});

describe("behavioral_analysis on the host's own table", () => {
  it('reads its columns, and creates no table for requests', async () => {
    const host = await openMaintenanceHost(
      {
        tables: {
          requests: {
            table: 'access_log',
            columns: { sessionId: 'visitor', path: 'url', status: 'code', at: 'time' },
          },
        },
      },
      [
        'create table access_log (visitor uuid, url text, code text, time timestamptz)',
        `insert into access_log select ('00000000-0000-0000-0000-00000000000' || v)::uuid, '/login', case v when 1 then '401' else '200' end,
           infra_now() - n * n * interval '1 second' from generate_series(1, 2) as v, generate_series(1, 40) as n`,
      ],
    );
    try {
      const { output } = await host.run(BehavioralAnalysis);
      expect(output.abnormal.map(({ session_id }) => session_id)).toEqual([
        '00000000-0000-0000-0000-000000000001',
      ]);
      expect(await host.tables()).not.toContain('maintenance_requests');
    } finally {
      await host.close();
    }
  });
});
