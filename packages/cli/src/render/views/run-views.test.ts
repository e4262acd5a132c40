import { expect, test } from 'vitest';
import { painter } from '../paint.js';
import { renderArtifact } from '../render-artifact.js';

const plain = { paint: painter(false), width: null };

const retried = {
  id: '12',
  job_name: 'content_ingestion',
  status: 'failed',
  subject: 'posts',
  client_id: null,
  created_at: '2026-01-14T10:00:00.000Z',
  started_at: '2026-01-14T10:00:01.000Z',
  finished_at: '2026-01-14T10:01:31.000Z',
  duration_ms: 90_000,
  progress: { completed: 2, total: 5, percent: 40, message: 'reading', counters: { images: 7 } },
  cost: { estimated: null, actual: null, currency: null, lines: [], low: null, high: null, warnings: [] },
  attempts: [
    {
      attempt: 1,
      status: 'lost',
      worker_id: '1',
      host: 'web-1',
      pid: 81,
      started_at: '2026-01-14T10:00:01.000Z',
      finished_at: '2026-01-14T10:00:30.000Z',
      error: { code: 'worker_lost', message: 'worker 1 stopped answering', stack: null },
    },
    {
      attempt: 2,
      status: 'failed',
      worker_id: '2',
      host: 'web-2',
      pid: null,
      started_at: '2026-01-14T10:01:00.000Z',
      finished_at: '2026-01-14T10:01:31.000Z',
      error: { code: 'job_threw', message: 'no such \u001b[31mfile', stack: null },
    },
  ],
  retry_of: '7',
  parent: null,
  phases: null,
  result: null,
  error: { code: 'job_threw', message: 'no such \u001b[31mfile', stack: null },
  trigger: 'resubmit',
  actor: 'ann',
  queue: 'slow',
  priority: 5,
  parameters: { directory: 'posts', password: '***' },
  context: null,
  schedule_name: null,
  scheduled_for: null,
  available_at: '2026-01-14T10:00:30.000Z',
  max_attempts: 2,
  cancel_requested_at: null,
  worker: { id: '2', host: 'web-2', pid: 82, kind: 'work' },
  retried_as: '13',
  failure_id: '3',
  after_run: null,
  shell: null,
  approval: null,
};

test('the card of a run tells every try, where it was made and why it did not succeed', async () => {
  const card = { data: retried, artifact_type: 'presentation_card', title: 'Run: 12' } as const;
  expect(await renderArtifact(card, 'runs status', plain)).toBe(
    [
      'Run: 12',
      '  Job             content_ingestion',
      '  Status          failed',
      '  Subject         posts',
      '  Created         2026-01-14 10:00:00Z  (resubmit by ann)',
      '  Started         2026-01-14 10:00:01Z',
      '  Finished        2026-01-14 10:01:31Z',
      '  Duration        1m 30s',
      '  Progress        2/5 (40%) reading',
      '                  images: 7',
      '  Error           no such \\x1b[31mfile  (job_threw)',
      '  Attempts (2/2)  1  2026-01-14 10:00:01Z  lost on web-1 (81): worker 1 stopped answering',
      '                  2  2026-01-14 10:01:00Z  failed on web-2: no such \\x1b[31mfile',
      '  Retry of        7',
      '  Retried as      13',
      '  Failure         3',
      '  Queue           slow, priority 5',
      '  Parameters      {',
      '                    "directory": "posts",',
      '                    "password": "***"',
      '                  }',
    ].join('\n'),
  );
});

const quiet = {
  at: '2026-01-14T10:00:00.000Z',
  scheduler: {
    alive: false,
    on_time: false,
    processes: 0,
    last_heartbeat_at: '2026-01-14T09:00:00.000Z',
    overdue: 2,
    latest: { job_name: 'tidy', schedule_name: 'default', late_ms: 60_000 },
  },
  workers: [],
  active: [],
  waiting: [],
  counts: { pending: 0, awaiting_approval: 2, approved: 0, queued: 3, running: 0 },
  queued: [{ queue: 'default', ready: 2, delayed: 1 }],
  unrunnable: [{ job_name: 'tidy', queue: 'default', runs: 2 }],
  next: [],
  pauses: [{ queue: null, reason: 'moving', actor: 'ann', since: '2026-01-14T09:30:00.000Z' }],
  failures: { unresolved: 51, open_alerts: 1 },
  configured: true,
  shell_runs: null,
};

test('the status of a system that stands still says what is wrong with it', async () => {
  const card = { data: quiet, artifact_type: 'presentation_card', title: 'System Status' } as const;
  const lines = (await renderArtifact(card, 'status', plain)).split('\n');
  expect(lines).toEqual([
    'System Status',
    '  Scheduler         not running, last seen 2026-01-14 09:00:00Z: `infra work` starts it',
    '  Paused            everything since 2026-01-14 09:30:00Z by ann: moving',
    '  Workers           none',
    '  Active            no run',
    '  Queued            default: 2 ready, 1 for a later time',
    '  Before the queue  2 awaiting approval',
    '  No worker for     tidy in default: 2 runs',
    '  Next              no occurrence',
    '  Failures          51 unresolved, 1 alert open',
  ]);
});

test('a scheduler that ticks and is late says so', async () => {
  const late = { ...quiet, scheduler: { ...quiet.scheduler, alive: true, processes: 1 } };
  const card = { data: late, artifact_type: 'presentation_card', title: 'System Status' } as const;
  expect(await renderArtifact(card, 'status', plain)).toContain('late: 2 schedules, tidy by 1m\n');
});

test('the card of a run that was paid for has a line for each component, the total, and who approved it', async () => {
  const line = { estimated: null, actual: null, quantity: 1 };
  const lines = [
    { ...line, label: 'Extraction', amount: 0.15 },
    { ...line, label: 'Embeddings', amount: 0.02 },
  ];
  const cost = {
    estimated: 0.2,
    actual: 0.17,
    currency: 'USD',
    lines,
    low: 0.1,
    high: 0.3,
    warnings: ['large'],
  };
  const approval = {
    held_because: 'it may cost 0.3 USD',
    expires_at: null,
    approved_at: '2026-01-14T10:00:02.000Z',
    approved_by: 'ann',
    how: 'person',
    reason: 'worth it',
  };
  const data = { ...retried, cost, approval };
  const card = { data, artifact_type: 'presentation_card', title: 'Run: 12' } as const;
  const text = await renderArtifact(card, 'runs status', plain);
  expect(text).toMatch(/Approved +2026-01-14 10:00:02Z by ann: worth it/);
  expect(text).toMatch(/Cost +Extraction: \$0\.15\n +Embeddings: \$0\.02\n +Total: \$0\.17\n/);
  expect(text).toMatch(/Estimated +\$0\.20 {2}\(\$0\.10 to \$0\.30\)\n +Warnings +large\n/);
});

test('the card of a run that waits for approval says why, what it may cost and until when', async () => {
  const lines = [{ label: 'tokens', amount: 0.000024, estimated: 0.000024, actual: null, quantity: 12 }];
  const cost = {
    estimated: 0.000024,
    actual: null,
    currency: 'EUR',
    lines,
    low: 0.000024,
    high: 0.000024,
    warnings: [],
  };
  const approval = {
    held_because: 'its job asks for approval',
    expires_at: '2026-01-15T10:00:00.000Z',
    approved_at: null,
    approved_by: null,
    how: null,
    reason: null,
  };
  const data = { ...retried, status: 'awaiting_approval', cost, approval };
  const card = { data, artifact_type: 'presentation_card', title: 'Run: 12' } as const;
  const text = await renderArtifact(card, 'runs status', plain);
  expect(text).toMatch(/Waits because +its job asks for approval\n +Expires +2026-01-15 10:00:00Z\n/);
  expect(text).toMatch(/Estimated cost +tokens: €0\.000024\n +Total: €0\.000024\n/);
});

test('what waits for approval is not counted among what failed', async () => {
  const run = { job_name: 'publish', duration_ms: 0, attempt: 0, error_code: null };
  const result = { success: false, message: null, items_processed: 0, items_failed: 0, output: null };
  const jobs_run = [
    { ...run, status: 'awaiting_approval', run_id: '1', result },
    { ...run, status: 'pending', run_id: '2', result },
    { ...run, status: 'failed', run_id: '3', result },
  ];
  const data = { jobs_run, total: 3, succeeded: 0, failed: 3 };
  const artifact = { data, artifact_type: 'table', title: 'Job Execution Results' } as const;
  expect(await renderArtifact(artifact, 'jobs run', plain)).toMatch(
    /\n3 runs: 0 succeeded, 1 failed, 2 waiting for approval$/,
  );
});
