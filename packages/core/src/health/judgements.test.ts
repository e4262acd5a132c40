import { describe, expect, test } from 'vitest';
import { ageInWords } from './age-in-words.js';
import type { Finding } from './finding.js';
import type { RunFacts, ScheduleFacts, ServerFacts, WorkerFact } from './health-facts.js';
import { judgeDisk } from './judge-disk.js';
import { judgeFailingJobs, judgeFailures, judgeLimits, judgeNotifications } from './judge-outcomes.js';
import { judgeLong, judgeStuck, judgeUnclaimable } from './judge-runs.js';
import { judgeJobs, judgeOverdue, judgePauses, judgeWorkers, liveWorkers } from './judge-schedules.js';
import {
  judgeClock,
  judgeConnections,
  judgeTransactions,
  judgeVacuum,
  judgeVersion,
} from './judge-server.js';

const minute = 60_000;
const leaseMs = 2_500;

const worker: WorkerFact = {
  id: 1,
  kind: 'work',
  host: 'a',
  pid: 7,
  silentMs: 400,
  stopping: false,
  jobNames: ['mail', 'tidy'],
  queues: null,
};
const schedules: ScheduleFacts = {
  workers: [worker],
  scheduled: 3,
  overdue: { total: 0, worst: [] },
  storedJobs: ['mail', 'tidy'],
  orphaned: [],
  astray: [],
  failing: [],
  pauses: [],
};
const runs: RunFacts = {
  waiting: [],
  held: { total: 0, runs: [] },
  running: [],
  approvals: { total: 0, oldest: null },
  unresolvedFailures: 0,
  counters: [],
  notifications: { late: 0, abandoned: 0 },
};
const server: ServerFacts = {
  versionNumber: 150014,
  version: '15.14',
  sizeBytes: 9e6,
  maxConnections: 100,
  connections: 12,
  oldestTransaction: null,
  deadRuns: 0,
};
const everything = { scope: '*', actor: 'ann', reason: 'moving', forMs: 3 * minute };
const mailQueue = { ...everything, scope: 'mail', reason: null };

const statuses = (found: Finding | readonly Finding[]) => [found].flat().map((finding) => finding.status);

test.each([
  [0, '0 seconds'],
  [1_400, '1 second'],
  [90_000, '90 seconds'],
  [60 * minute, '60 minutes'],
  [3 * 60 * minute, '3 hours'],
  [5 * 24 * 60 * minute, '5 days'],
])('%i ms are %s', (milliseconds, words) => {
  expect(ageInWords(milliseconds)).toBe(words);
});

describe('the server', () => {
  test.each([
    [130099, 'problem'],
    [140000, 'ok'],
    [180004, 'ok'],
  ])('version %i: %s', (versionNumber, status) => {
    expect(judgeVersion({ ...server, versionNumber }).status).toBe(status);
  });

  test.each([
    [1_900, 0, 'ok'],
    [-1_900, 0, 'ok'],
    [2_100, 0, 'warning'],
    [-2_100, 0, 'warning'],
    // A slow answer proves nothing.
    [2_100, 200, 'ok'],
  ])('clocks %i ms apart, give or take %i: %s', (offsetMs, errorMs, status) => {
    expect(judgeClock({ offsetMs, errorMs }).status).toBe(status);
  });

  test('says whose clock is ahead', () => {
    expect(judgeClock({ offsetMs: 5_000, errorMs: 0 }).message).toContain('5 seconds behind');
    expect(judgeClock({ offsetMs: -5_000, errorMs: 0 }).message).toContain('5 seconds ahead of');
  });

  test.each([
    [85, 'ok'],
    [86, 'warning'],
    [97, 'warning'],
    [98, 'problem'],
    [103, 'problem'],
  ])('%i of 100 connections: %s', (connections, status) => {
    expect(judgeConnections({ ...server, connections }).status).toBe(status);
  });

  test.each([
    [9 * minute, 'ok', null],
    [11 * minute, 'warning', 'pg_terminate_backend(9)'],
    [61 * minute, 'problem', 'pg_terminate_backend(9)'],
  ])('a transaction of %i ms: %s', (forMs, status, remedy) => {
    const oldestTransaction = { pid: 9, application: 'psql', state: 'idle in transaction', forMs };
    const found = judgeTransactions({ ...server, oldestTransaction });
    expect(found.status).toBe(status);
    expect(found.remedy?.match(/pg_terminate_backend.*\)/)?.[0] ?? null).toBe(remedy);
  });

  test.each([
    [0, 'ok', '0 dead rows'],
    [999_999, 'ok', '999,999 dead rows'],
    [1_000_000, 'warning', '1,000,000 dead rows'],
  ])('%i rows of runs that wait for vacuum: %s', (deadRuns, status, words) => {
    const found = judgeVacuum({ ...server, deadRuns });
    expect(found.status).toBe(status);
    expect(found.message).toContain(words);
  });

  test.each([
    [100e6, 'problem'],
    [500e6, 'warning'],
    [5e9, 'ok'],
  ])('%i bytes free: %s', (freeBytes, status) => {
    expect(judgeDisk({ directory: '/d', freeBytes, totalBytes: 1e12 }).status).toBe(status);
  });
});

describe('who works', () => {
  test('lives who reports within its lease and is not about to stop', () => {
    const silent = { ...worker, id: 2, silentMs: 2_600 };
    const stopping = { ...worker, id: 3, stopping: true };
    expect(liveWorkers([worker, silent, stopping], leaseMs)).toEqual([worker]);
  });

  test('nobody is a problem where something waits, else a warning', () => {
    const nobody = { ...schedules, workers: [{ ...worker, silentMs: 5_000 }] };
    expect(judgeWorkers(schedules, runs, leaseMs).status).toBe('ok');
    expect(judgeWorkers(nobody, runs, leaseMs).status).toBe('problem');
    expect(judgeWorkers({ ...nobody, scheduled: 0 }, runs, leaseMs).status).toBe('warning');
    const waiting = [{ jobName: 'mail', queue: 'default', runs: 4, oldestMs: 1 }];
    expect(judgeWorkers({ ...nobody, scheduled: 0 }, { waiting }, leaseMs)).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('4 queued run(s)') as string,
    });
  });

  test('a schedule past its moment is a problem, with or without a live process', () => {
    const overdue = { total: 7, worst: [{ jobName: 'mail', schedule: 'noon', lateMs: 60 * minute }] };
    const found = judgeOverdue({ ...schedules, overdue }, leaseMs);
    expect(found.status).toBe('problem');
    expect(found.message).toBe('7 schedule(s) are late: mail/noon by 60 minutes and 6 more');
    expect(found.remedy).toContain('a:7');
    expect(judgeOverdue({ ...schedules, workers: [], overdue }, leaseMs).remedy).toContain('infra work');
    // What is paused is late on purpose.
    expect(judgeOverdue({ ...schedules, overdue, pauses: [everything] }, leaseMs).status).toBe('ok');
  });

  test('a pause is told with who, why and the way back', () => {
    expect(judgePauses([])).toMatchObject([{ status: 'ok' }]);
    expect(judgePauses([everything, mailQueue])).toMatchObject([
      { status: 'warning', message: 'ann paused everything 3 minutes ago: moving', remedy: '`infra resume`' },
      { message: 'ann paused the queue mail 3 minutes ago', remedy: '`infra resume --queue mail`' },
    ]);
  });

  test('jobs that nobody has, that were never written, and schedules astray are warnings', () => {
    expect(statuses(judgeJobs(schedules, ['mail', 'tidy']))).toEqual(['ok']);
    const orphaned = [
      { jobName: 'gone', forMs: 60 * minute },
      { jobName: 'tidy', forMs: minute },
    ];
    const found = judgeJobs({ ...schedules, orphaned, astray: ['mail'] }, ['mail', 'tidy', 'fresh']);
    expect(statuses(found)).toEqual(['warning', 'warning', 'warning', 'warning']);
    expect(found.map(({ remedy }) => remedy?.match(/infra [a-z]+ ?[a-z]*/)?.[0].trim())).toEqual([
      'infra jobs disable',
      'infra work',
      'infra db migrate',
      'infra work',
    ]);
  });
});

describe('the runs', () => {
  const waiting = { jobName: 'mail', queue: 'default', runs: 2, oldestMs: 11_000 };
  const elsewhere = { ...waiting, jobName: 'x' };
  const otherQueue = { ...worker, queues: ['other'] };
  const otherJobs = { ...worker, jobNames: [] };
  test.each([
    { when: 'somebody has job and queue', group: waiting, live: [worker], pauses: [], status: 'ok' },
    {
      when: 'it waits only just',
      group: { ...elsewhere, oldestMs: 9_000 },
      live: [worker],
      pauses: [],
      status: 'ok',
    },
    { when: 'nobody has the job', group: elsewhere, live: [worker], pauses: [], status: 'problem' },
    { when: 'nobody serves the queue', group: waiting, live: [otherQueue], pauses: [], status: 'problem' },
    {
      when: 'one has the job and another the queue',
      group: waiting,
      live: [otherQueue, otherJobs],
      pauses: [],
      status: 'problem',
    },
    {
      when: 'the queue is paused',
      group: { ...elsewhere, queue: 'mail' },
      live: [worker],
      pauses: [mailQueue],
      status: 'ok',
    },
    {
      when: 'another queue is paused',
      group: elsewhere,
      live: [worker],
      pauses: [mailQueue],
      status: 'problem',
    },
    { when: 'everything is paused', group: elsewhere, live: [worker], pauses: [everything], status: 'ok' },
    { when: 'nobody lives, which is told elsewhere', group: elsewhere, live: [], pauses: [], status: 'ok' },
  ])('that wait while $when: $status', ({ group, live, pauses, status }) => {
    expect(statuses(judgeUnclaimable([group], live, pauses))).toEqual([status]);
  });

  test('of a dead worker are a problem, and their remedy depends on who is there', () => {
    const held = { total: 9, runs: [{ runId: 4, jobName: 'mail', workerId: 2, silentMs: 60_000 }] };
    const [found] = judgeStuck({ ...runs, held }, () => null, false);
    expect(found).toMatchObject({
      status: 'problem',
      remedy: expect.stringContaining('infra work') as string,
    });
    expect(found?.message).toContain('4 mail (worker 2) and 8 more');
    expect(judgeStuck({ ...runs, held }, () => null, true)[0]?.remedy).toContain('restart');
  });

  const running = { runId: 12, jobName: 'mail', runningMs: 10 * minute, p95Ms: null };
  test.each([
    ['no timeout', running, null, 'ok', 'ok'],
    ['far below its timeout', running, 60 * minute, 'ok', 'ok'],
    ['a little over its timeout', running, 10 * minute - 14_000, 'ok', 'ok'],
    ['beyond its timeout', running, 9 * minute, 'problem', 'ok'],
    ['beyond both', { ...running, p95Ms: 100 }, 9 * minute, 'problem', 'ok'],
    ['far beyond its usual time', { ...running, p95Ms: 1_000 }, null, 'ok', 'warning'],
    ['ten times a very short time', { ...running, runningMs: 30_000, p95Ms: 1_000 }, null, 'ok', 'ok'],
    ['a little beyond its usual time', { ...running, p95Ms: 2 * minute }, null, 'ok', 'ok'],
  ])('with %s', (_, run, timeoutMs, ...expected) => {
    const facts = { ...runs, running: [run] };
    const found = [...judgeStuck(facts, () => timeoutMs, true), ...judgeLong(facts, () => timeoutMs)];
    expect(statuses(found)).toEqual(expected);
  });
});

describe('what became of runs', () => {
  test('a job that keeps failing is a problem, told with the first line of its error', () => {
    expect(statuses(judgeFailingJobs([]))).toEqual(['ok']);
    const [found] = judgeFailingJobs([{ jobName: 'mail', failures: 4, lastError: 'no route\n  at x' }]);
    expect(found).toMatchObject({ status: 'problem' });
    expect(found?.message).toBe('mail has failed 4 time(s) in a row; the last time: no route');
  });

  test.each([
    [0, 'ok'],
    [1, 'warning'],
    [50, 'warning'],
    [51, 'problem'],
  ])('%i unresolved failures: %s', (unresolvedFailures, status) => {
    expect(judgeFailures({ ...runs, unresolvedFailures }, 50).status).toBe(status);
  });

  test('a counter that disagrees is a warning, for every live process corrects it', () => {
    const counters = [{ kind: 'queue', name: 'mail', counter: 2, running: 0 }] as const;
    expect(judgeLimits({ ...runs, counters })).toMatchObject([
      { status: 'warning', message: 'the queue mail counts 2 running run(s), and 0 hold a slot' },
    ]);
    expect(statuses(judgeLimits(runs))).toEqual(['ok']);
  });

  test('notifications that wait or were given up are warnings', () => {
    expect(statuses(judgeNotifications(runs))).toEqual(['ok']);
    const found = judgeNotifications({ ...runs, notifications: { late: 1, abandoned: 1 } });
    expect(statuses(found)).toEqual(['warning', 'warning']);
  });
});
