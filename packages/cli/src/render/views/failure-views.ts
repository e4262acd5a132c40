import type { DataOf } from '../../artifact-data.js';
import { table, type TextView } from '../artifact-view.js';
import { counted, timeInWords } from '../words.js';

type FailureList = DataOf<'failures list'>;
type Resubmission = DataOf<'failures resubmit'>;
type Deletion = DataOf<'failures delete'>;

interface Row {
  readonly id: string;
  readonly run: string;
  readonly job: string;
  readonly count: string;
  readonly when: string;
  readonly outcome: string;
  readonly error: string;
}

export const failureList = table({
  rows: (data: FailureList): Row[] => [...data.failures.map(failureRow), ...data.groups.map(groupRow)],
  columns: [
    { title: 'Failure', cell: (row) => row.id, align: 'right' },
    { title: 'Run', cell: (row) => row.run, align: 'right' },
    { title: 'Job', cell: (row) => row.job },
    { title: 'Times', cell: (row) => row.count, align: 'right' },
    { title: 'Failed at', cell: (row) => row.when },
    { title: 'Then', cell: (row) => row.outcome },
    { title: 'Error', cell: (row) => row.error, flexible: true },
  ],
  none: 'No failures.',
  footer: (data) => `${data.total} shown, ${data.unresolved} unresolved`,
});

export const failureResubmission: TextView<Resubmission> = {
  kind: 'text',
  text: ({ resubmitted, refused, total }) =>
    [
      ...resubmitted.map(({ id, run_id, new_run_id }) => `✓ ${id}: run ${run_id} again as run ${new_run_id}`),
      ...refusals(refused),
      `${counted(total, 'failure')} resubmitted`,
    ].join('\n'),
};

export const failureDeletion: TextView<Deletion> = {
  kind: 'text',
  text: ({ deleted, refused, total }) =>
    [...deleted.map((id) => `✓ ${id}`), ...refusals(refused), `${counted(total, 'failure')} deleted`].join(
      '\n',
    ),
};

function refusals(refused: readonly { readonly id: string; readonly reason: string }[]): string[] {
  return refused.map(({ id, reason }) => `✗ ${id}: ${reason}`);
}

function failureRow(failure: FailureList['failures'][number]): Row {
  const { resolution, resolved_by, resubmitted_as } = failure;
  const again = resubmitted_as === null ? '' : ` as ${resubmitted_as}`;
  return {
    id: failure.id,
    run: failure.run_id,
    job: failure.job_name,
    count: '1',
    when: timeInWords(failure.failed_at),
    outcome: resolution === null ? '' : `${resolution}${again} by ${resolved_by}`,
    error: `${failure.error.code}: ${failure.error.message}`,
  };
}

function groupRow(group: FailureList['groups'][number]): Row {
  return {
    id: group.latest.id,
    run: group.latest.run_id,
    job: group.job_name,
    count: String(group.count),
    when: `${timeInWords(group.first)} to ${timeInWords(group.last)}`,
    outcome: '',
    error: `${group.error.code}: ${group.error.message}`,
  };
}
