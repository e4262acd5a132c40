import { Link } from 'wouter';
import { type Column, DataTable } from '../../components/data-table.js';
import { RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import type { DataOf } from '../../data/artifacts.js';
import { useArtifact } from '../../data/use-artifact.js';

type Failure = DataOf<'failures list'>['failures'][number];

const columns: readonly Column<Failure>[] = [
  { id: 'run', header: 'Run', cell: ({ run_id }) => <Link to={`/runs/${run_id}`}>{run_id}</Link> },
  { id: 'job', header: 'Job', cell: ({ job_name }) => job_name },
  {
    id: 'error',
    header: 'Error',
    grows: true,
    wideOnly: true,
    cell: ({ error }) => (
      <span className="quiet" title={error.message}>
        {error.message}
      </span>
    ),
  },
  {
    id: 'then',
    header: 'Then',
    cell: ({ resolution, resubmitted_as }) => (
      <span className="nowrap">
        {resolution}
        {resubmitted_as === null ? null : (
          <>
            {' as '}
            <Link to={`/runs/${resubmitted_as}`}>run {resubmitted_as}</Link>
          </>
        )}
      </span>
    ),
  },
  { id: 'by', header: 'By', wideOnly: true, cell: ({ resolved_by }) => resolved_by ?? '' },
  { id: 'when', header: 'When', align: 'end', cell: ({ resolved_at }) => <RelativeTime at={resolved_at} /> },
];

const failureId = ({ id }: Failure) => id;

/** What was done about failures lately; nothing while nothing was. */
export function ResolvedPanel() {
  const { data } = useArtifact<'failures list'>('/api/failures?view=resolved&limit=20');
  if (data === undefined || data.failures.length === 0) return null;
  return (
    <Panel title="Lately resolved" flush>
      <DataTable
        label="Lately resolved failures"
        columns={columns}
        rows={data.failures}
        rowId={failureId}
        empty={null}
      />
    </Panel>
  );
}
