import type { DataOf } from '../../artifact-data.js';
import { table } from '../artifact-view.js';
import { counted, durationInWords, timeInWords } from '../words.js';
import { statusStyle } from './status-style.js';

type ExecutionHistory = DataOf<'jobs history'>;
type ExecutionResults = DataOf<'jobs run'>;

export const executionResults = table({
  rows: (data: ExecutionResults) => data.jobs_run,
  columns: [
    { title: 'Job', cell: (run) => run.job_name },
    { title: 'Status', cell: (run) => run.status, style: (run) => statusStyle(run.status) },
    { title: 'Duration', cell: (run) => durationInWords(run.duration_ms), align: 'right' },
    { title: 'Processed', cell: (run) => String(run.result.items_processed), align: 'right' },
    { title: 'Failed', cell: (run) => String(run.result.items_failed), align: 'right' },
    { title: 'Run', cell: (run) => run.run_id ?? '–', align: 'right' },
    { title: 'Message', cell: (run) => run.result.message ?? '', flexible: true },
  ],
  none: 'Nothing ran.',
  footer: executionSummary,
});

/** What waits for somebody's approval has not failed, though the command has. */
function executionSummary({ jobs_run, total, succeeded, failed }: ExecutionResults): string {
  const waiting = jobs_run.filter(
    ({ status }) => status === 'pending' || status === 'awaiting_approval',
  ).length;
  const approval = waiting === 0 ? '' : `, ${waiting} waiting for approval`;
  return `${counted(total, 'run')}: ${succeeded} succeeded, ${failed - waiting} failed${approval}`;
}

export const executionHistory = table({
  rows: (data: ExecutionHistory) => data.entries,
  columns: [
    { title: 'Run', cell: (run) => run.run_id, align: 'right' },
    { title: 'Job', cell: (run) => run.job_name },
    { title: 'Status', cell: (run) => run.status, style: (run) => statusStyle(run.status) },
    { title: 'Run at', cell: (run) => timeInWords(run.run_at) },
    { title: 'Duration', cell: (run) => durationInWords(run.duration_ms), align: 'right' },
    { title: 'Trigger', cell: (run) => run.trigger },
    { title: 'Attempt', cell: (run) => String(run.attempt), align: 'right' },
    { title: 'Error', cell: (run) => run.error ?? '', flexible: true },
  ],
  none: 'No runs.',
  footer: (data) => counted(data.total, 'run'),
});
