import { expect, test } from 'vitest';
import { choicesOf, type JobFilter, type JobRow, narrowJobs } from './narrow-jobs.js';

const job = (name: string, more: Partial<JobRow> = {}): JobRow => ({
  name,
  description: 'Does something',
  schedule: '0 0 * * * *',
  schedule_human: 'Every hour',
  time_zone: 'UTC',
  enabled: true,
  enabled_by: 'code',
  enabled_until: null,
  reason: null,
  extension: 'blog',
  tags: [],
  next_run: null,
  results: [],
  ...more,
});
const ended = (status: 'success' | 'failed') => ({ run_id: '1', status, finished_at: '', error: null });

const jobs = [
  job('publish', { tags: ['content', 'slow'], description: 'Publishes posts' }),
  job('clean', { extension: 'maintenance', enabled: false, schedule_human: 'Every day at 03:00' }),
  job('mail', { tags: ['content'], results: [ended('failed'), ended('success')] }),
];

test.each<[Partial<JobFilter>, string[]]>([
  [{}, ['publish', 'clean', 'mail']],
  [{ search: 'PUBL' }, ['publish']],
  [{ search: 'posts publish' }, ['publish']],
  [{ search: 'slow' }, ['publish']],
  [{ search: '03:00' }, ['clean']],
  [{ search: 'posts clean' }, []],
  [{ tag: 'content' }, ['publish', 'mail']],
  [{ extension: 'maintenance' }, ['clean']],
  [{ state: 'disabled' }, ['clean']],
  [{ state: 'enabled', tag: 'slow' }, ['publish']],
  [{ state: 'failing' }, ['mail']],
])('%j leaves %j', (filter, names) => {
  const found = narrowJobs(jobs, { search: '', tag: '', extension: '', state: '', ...filter });
  expect(found.map(({ name }) => name)).toEqual(names);
});

test('there is to choose from what the jobs have', () => {
  expect(choicesOf(jobs)).toEqual({ tags: ['content', 'slow'], extensions: ['blog', 'maintenance'] });
});
