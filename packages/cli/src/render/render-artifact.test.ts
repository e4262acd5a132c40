import { expect, test } from 'vitest';
import { painter } from './paint.js';
import { renderArtifact } from './render-artifact.js';

const job = {
  name: 'publish_content',
  description: 'Publishes \u001b[2Jcontent as HTML pages, feeds and a sitemap',
  schedule: '0 */30 * * * *',
  enabled: true,
  extension: 'blog',
  tags: [],
  next_run: '2026-11-22T00:00:00.000Z',
  schedule_human: 'Every 30 minutes',
  time_zone: 'UTC',
  enabled_by: 'code' as const,
  reason: null,
  enabled_until: null,
  results: null,
};
const list = { data: { jobs: [job], total: 1 }, artifact_type: 'table', title: 'Available Jobs' } as const;
const plain = { paint: painter(false), width: null };

test('a table goes on one line a row where there is no terminal', async () => {
  const lines = (await renderArtifact(list, 'jobs list', plain)).split('\n');
  expect(lines).toHaveLength(6);
  expect(lines[3]).toContain('\\x1b[2Jcontent as HTML pages, feeds and a sitemap');
  expect(lines[5]).toBe('1 job');
});

test('a column that is there on demand is left out where it would be empty', async () => {
  expect(await renderArtifact(list, 'jobs list', plain)).not.toContain('Last results');
  const ended = (status: string) => ({ run_id: '1', status, finished_at: job.next_run, error: null });
  const results = ['cancelled', 'failed', 'success'].map(ended);
  const data = { jobs: [{ ...job, results }], total: 1 };
  expect(await renderArtifact({ ...list, data }, 'jobs list', plain)).toContain('│ ✓✗– ');
});

test.each([80, 100, 132])(
  'a table fits a terminal of %i columns, as far as its fixed columns let it',
  async (width) => {
    const lines = (await renderArtifact(list, 'jobs list', { ...plain, width })).split('\n');
    const fixed = 17 + 14 + 7 + 20 + 9 + 6 * 3 + 1;
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, fixed + 16));
  },
);

test('a word longer than its column is broken', async () => {
  const long = { ...list, data: { jobs: [{ ...job, description: 'w'.repeat(300) }], total: 1 } };
  const lines = (await renderArtifact(long, 'jobs list', { ...plain, width: 120 })).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(lines.join('').match(/w/g)).toHaveLength(300);
});

test('colours are there only where they are wanted', async () => {
  const failed = {
    data: {
      jobs_run: [
        {
          job_name: 'a',
          status: 'failed',
          duration_ms: 64,
          result: { success: false, message: 'no', items_processed: 0, items_failed: 0, output: null },
          run_id: '1',
          attempt: 1,
          error_code: 'job_failed',
        },
      ],
      total: 1,
      succeeded: 0,
      failed: 1,
    },
    artifact_type: 'table',
    title: 'Job Execution Results',
  } as const;
  expect(await renderArtifact(failed, 'jobs run', plain)).not.toContain('\u001b');
  const painted = await renderArtifact(failed, 'jobs run', { paint: painter(true), width: 120 });
  expect(painted).toContain('\u001b[31mfailed\u001b[39m');
});

test('a table without rows says so', async () => {
  const none = { ...list, data: { jobs: [], total: 0 } };
  expect(await renderArtifact(none, 'jobs list', plain)).toMatch(/^No jobs\./);
});

test('a text artifact is its message', async () => {
  const text = {
    data: { message: "Job 'a' has been enabled" },
    artifact_type: 'text',
    title: 'Job Enabled',
  } as const;
  expect(await renderArtifact(text, 'jobs enable', plain)).toBe("Job 'a' has been enabled");
});
