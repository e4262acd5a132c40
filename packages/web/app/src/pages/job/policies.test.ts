import { expect, test } from 'vitest';
import { type JobDetails, policiesOf } from './policies.js';

const job: JobDetails = {
  name: 'mail',
  description: '',
  schedule: '0 0 * * * *',
  schedule_human: 'Every hour',
  enabled: true,
  last_run: null,
  next_run: null,
  last_status: null,
  last_error: null,
  run_count: 0,
  extension: 'letters',
  tags: [],
  time_zone: 'UTC',
  next_runs: [],
  schedules: [],
  enabled_by: 'code',
  reason: null,
  actor: null,
  enabled_until: null,
  last_success: null,
  duration_p50_ms: null,
  duration_p95_ms: null,
  parameters: null,
  configured_parameters: {},
  timeout_ms: null,
  retry: { max_attempts: 1, first_ms: 10_000, factor: 2, cap_ms: 3_600_000, jitter: 0.1 },
  overlap: 'skip',
  misfire: 'run-once',
  clock_change: { missing: null, repeated: null },
  jitter_ms: 0,
  queue: 'default',
  priority: 0,
  concurrency: null,
  rate: null,
  after: [],
  isolation: 'none',
  approval: 'auto',
  subject: null,
  conflict_group: 'test',
  formerly: [],
  phases: null,
  resumable: false,
  module: 'src/mail.ts',
};
const valueOf = (label: string, more: Partial<JobDetails>) =>
  policiesOf({ ...job, ...more }).find((policy) => policy.label === label)?.value;

test.each<[string, Partial<JobDetails>, string | undefined]>([
  ['Extension', {}, 'letters (src/mail.ts)'],
  ['Tags', {}, undefined],
  ['Tags', { tags: ['a', 'b'] }, 'a, b'],
  ['Retry', {}, 'never by itself'],
  [
    'Retry',
    { retry: { ...job.retry, max_attempts: 3 } },
    'up to 3 attempts; the first wait is 10s, then × 2 up to 1h',
  ],
  [
    'Retry',
    { retry: { ...job.retry, max_attempts: 3, factor: 1 } },
    'up to 3 attempts; the first wait is 10s',
  ],
  ['Works on', { subject: 'source' }, 'its source: one unfinished run for each'],
  ['Queue', { queue: 'mail', priority: 5 }, 'mail, priority 5'],
  [
    'At once',
    { concurrency: 2, rate: { per_second: 1 / 3, burst: 4 } },
    '2 runs; 0.333 starts a second, 4 after a quiet time',
  ],
  ['Approval', {}, undefined],
  ['Approval', { approval: 'required' }, 'every run waits for it'],
  ['Approval', { approval: { above: 5, currency: 'USD' } }, 'what may cost more than $5.00 waits for it'],
  ['Timeout', {}, 'none'],
  ['Timeout', { timeout_ms: 90_000 }, '1m 30s'],
  ['When late', { misfire: { run_all: 5 } }, 'occurrences that nobody served all run, 5 at most'],
  ['Jitter', {}, undefined],
  ['Jitter', { jitter_ms: 5000 }, 'up to 5.0 s'],
])('%s of %j', (label, more, expected) => {
  expect(valueOf(label, more)).toBe(expected);
});

test('each schedule says what it is and whether it is off', () => {
  const nightly = {
    name: 'nightly',
    schedule: '0 0 2 * * *',
    schedule_human: 'At 02:00 AM',
    time_zone: 'Europe/Berlin',
    enabled: false,
    parameters: {},
    next_run: null,
  };
  const schedules = [{ ...nightly, name: 'default', enabled: true }, nightly];
  expect(valueOf('Schedule', { schedules })).toBe('At 02:00 AM (0 0 2 * * *, Europe/Berlin)');
  expect(valueOf('Schedule nightly', { schedules })).toBe('At 02:00 AM (0 0 2 * * *, Europe/Berlin), off');
});
