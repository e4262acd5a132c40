import type { DataOf } from '../../artifact-data.js';
import { table, type TextView } from '../artifact-view.js';
import { counted } from '../words.js';
import { statusStyle } from './status-style.js';

type AwaitedRuns = DataOf<'runs wait'>;
type ResubmittedRun = DataOf<'runs retry'>;
type SubmittedRun = DataOf<'runs submit'>;

/** On a pipe the id alone, for the next command. */
export const submittedRun: TextView<SubmittedRun> = {
  kind: 'text',
  text: (run) => `Run ${run.run_id} ${run.created ? 'is' : 'exists already and is'} ${run.status}`,
  piped: (run) => run.run_id,
};

export const resubmittedRun: TextView<ResubmittedRun> = {
  kind: 'text',
  text: (run) => `Run ${run.run_id} is ${run.status}, made from run ${run.retry_of}`,
  piped: (run) => run.run_id,
};

export const awaitedRuns = table({
  rows: (data: AwaitedRuns) => data.runs,
  columns: [
    { title: 'Run', cell: (run) => run.id, align: 'right' },
    { title: 'Status', cell: (run) => run.status, style: (run) => statusStyle(run.status) },
  ],
  none: 'No runs.',
  footer: (data) => {
    const ended = data.runs.filter(({ status }) => ['completed', 'failed', 'cancelled'].includes(status));
    const over = data.timed_out ? ' when the time was over; the others go on' : '';
    return `${ended.length} of ${counted(data.runs.length, 'run')} ended${over}`;
  },
});
