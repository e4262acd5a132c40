import { describe, expect, it } from 'vitest';
import type { RunDetails } from '../../data/artifacts.js';
import { timelineOf } from './timeline.js';

type Attempt = RunDetails['attempts'][number];

const nothing = { completed: null, total: null, percent: null, message: null, counters: {} };
const run: RunDetails = {
  id: '7',
  job_name: 'tidy',
  status: 'queued',
  subject: null,
  client_id: null,
  created_at: '2026-03-01T12:00:00.000Z',
  started_at: null,
  finished_at: null,
  duration_ms: null,
  progress: nothing,
  cost: { estimated: null, actual: null, currency: null, lines: [], low: null, high: null, warnings: [] },
  attempts: [],
  retry_of: null,
  parent: null,
  result: null,
  error: null,
  phases: null,
  trigger: 'manual',
  actor: 'ada',
  queue: 'default',
  priority: 0,
  parameters: {},
  context: null,
  schedule_name: null,
  scheduled_for: null,
  available_at: '2026-03-01T12:00:00.000Z',
  max_attempts: 3,
  cancel_requested_at: null,
  worker: null,
  retried_as: null,
  failure_id: null,
  after_run: null,
  shell: null,
  approval: null,
};

const attempt = (number: number, status: Attempt['status'], end: string | null): Attempt => ({
  attempt: number,
  status,
  worker_id: '1',
  host: 'ape',
  pid: 12,
  started_at: `2026-03-01T12:0${String(number)}:00.000Z`,
  finished_at: end,
  error: status === 'failed' ? { code: 'job_threw', message: 'no paper', stack: null } : null,
});

const titles = (change: Partial<RunDetails>) => timelineOf({ ...run, ...change }).map(({ title }) => title);

describe('the timeline of a run', () => {
  it('tells who asked, what each attempt came to and how long it took, and what it waits for', () => {
    const steps = timelineOf({
      ...run,
      attempts: [attempt(1, 'failed', '2026-03-01T12:01:30.000Z')],
      available_at: '2026-03-01T12:05:00.000Z',
    });
    expect(steps.map(({ title, detail, lastedMs }) => [title, detail, lastedMs])).toEqual([
      ['Asked for', 'manual, by ada', null],
      ['Attempt 1 failed', 'on ape:12 · no paper', 30_000],
      ['Next attempt not before', null, null],
    ]);
  });

  it('tells of the leave that it was given, and of the wish to end it', () => {
    expect(
      titles({
        status: 'running',
        approval: {
          held_because: 'dear',
          expires_at: null,
          approved_at: '2026-03-01T12:00:30.000Z',
          approved_by: 'bob',
          how: 'person',
          reason: null,
        },
        attempts: [attempt(1, 'running', null)],
        cancel_requested_at: '2026-03-01T12:01:10.000Z',
      }),
    ).toEqual(['Asked for', 'Approved', 'Attempt 1 runs', 'Asked to end']);
  });

  it('says of a run that ended before it began that it did not run', () => {
    expect(titles({ status: 'cancelled', finished_at: '2026-03-01T12:02:00.000Z' })).toEqual([
      'Asked for',
      'Ended without having run',
    ]);
  });

  it('says when a delayed run begins, and nothing of one that waits for a worker only', () => {
    expect(titles({ available_at: '2026-03-01T13:00:00.000Z' })).toEqual(['Asked for', 'Begins not before']);
    expect(titles({})).toEqual(['Asked for']);
  });
});
