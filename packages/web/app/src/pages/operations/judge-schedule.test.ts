import { describe, expect, it } from 'vitest';
import type { SystemStatus } from '../../data/artifacts.js';
import { judgeSchedule } from './judge-schedule.js';
import { comingOf } from './coming.js';

const at = '2026-03-01T12:00:00.000Z';

const fine: SystemStatus = {
  at,
  configured: true,
  shell_runs: null,
  scheduler: {
    alive: true,
    on_time: true,
    processes: 2,
    last_heartbeat_at: at,
    overdue: 0,
    latest: null,
  },
  workers: [],
  active: [],
  waiting: [],
  counts: { pending: 0, awaiting_approval: 0, approved: 0, queued: 0, running: 0 },
  queued: [],
  unrunnable: [],
  next: [],
  pauses: [],
  failures: { unresolved: 0, open_alerts: 0 },
};

describe('the line that says whether everything is on time', () => {
  it.each<[string, Partial<SystemStatus>, string, RegExp]>([
    ['good', {}, 'On time', /^2 schedulers, 0 workers, no occurrence is late$/],
    [
      'bad',
      { scheduler: { ...fine.scheduler, alive: false, last_heartbeat_at: '2026-03-01T11:58:00.000Z' } },
      'Nothing ticks',
      /^no scheduler has reported for 2m: start one with/,
    ],
    [
      'bad',
      { scheduler: { ...fine.scheduler, alive: false, last_heartbeat_at: null } },
      'Nothing ticks',
      /^no scheduler has ever reported/,
    ],
    [
      'bad',
      {
        scheduler: {
          ...fine.scheduler,
          on_time: false,
          overdue: 3,
          latest: { job_name: 'tidy', schedule_name: 'default', late_ms: 64_000 },
        },
      },
      'Late',
      /^3 schedules overdue; the latest is tidy, by 1m 4s$/,
    ],
    [
      'ask',
      { unrunnable: [{ job_name: 'a', queue: 'q', runs: 2 }] },
      'On time, but runs wait',
      /no live worker can take 2 queued runs/,
    ],
    // What is paused ticks no more: that is said, and not that it is silent.
    [
      'ask',
      {
        scheduler: { ...fine.scheduler, alive: false },
        pauses: [{ queue: null, reason: 'upgrade', actor: 'ada', since: at }],
      },
      'Paused',
      /^by ada: upgrade/,
    ],
    ['good', { pauses: [{ queue: 'mail', reason: null, actor: 'ada', since: at }] }, 'On time', /./],
  ])('is %s for %o', (tone, change, word, because) => {
    const verdict = judgeSchedule({ ...fine, ...change });
    expect([verdict.tone, verdict.word]).toEqual([tone, word]);
    expect(verdict.because).toMatch(because);
  });
});

describe('the scheduled queue', () => {
  const run = {
    job_name: 'job',
    status: 'queued' as const,
    attempt: 0,
    queue: 'default',
    priority: 0,
    subject: null,
    parameters: {},
  };

  it('begins with what waits for a worker; runs and occurrences follow by their time', () => {
    const rows = comingOf({
      ...fine,
      waiting: [
        { ...run, id: '1', available_at: '2026-03-01T11:00:00.000Z' },
        { ...run, id: '2', available_at: '2026-03-01T14:00:00.000Z', attempt: 1 },
        { ...run, id: '3', available_at: at, status: 'awaiting_approval' },
      ],
      next: [
        { job_name: 'tidy', schedule_name: 'nightly', at: '2026-03-01T13:00:00.000Z', parameters: { x: 1 } },
        { job_name: 'tidy', schedule_name: 'default', at: '2026-03-01T15:00:00.000Z', parameters: {} },
      ],
    });
    expect(rows.map(({ job, beside, ready }) => [job, beside, ready])).toEqual([
      ['job', '#1', true],
      ['tidy', 'nightly', false],
      ['job', '#2, attempt 2', false],
      ['tidy', null, false],
    ]);
  });
});
