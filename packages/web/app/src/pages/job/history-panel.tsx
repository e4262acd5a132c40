import { Link } from 'wouter';
import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { Duration, RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { StatusBadge } from '../../components/status-badge.js';
import type { DataOf } from '../../data/artifacts.js';

/** One run of the job's history. */
export type HistoryEntry = DataOf<'jobs history'>['entries'][number];

const shownRuns = 12;

const columns: readonly Column<HistoryEntry>[] = [
  {
    id: 'run',
    header: 'Run',
    cell: ({ run_id }) => <Link to={`/runs/${run_id}`}>{run_id}</Link>,
  },
  { id: 'status', header: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { id: 'trigger', header: 'Trigger', wideOnly: true, cell: ({ trigger }) => trigger },
  {
    id: 'error',
    header: 'Error',
    grows: true,
    wideOnly: true,
    cell: ({ error }) =>
      error === null ? null : (
        <span className="quiet" title={error}>
          {error}
        </span>
      ),
  },
  { id: 'at', header: 'Started', cell: ({ run_at }) => <RelativeTime at={run_at} /> },
  { id: 'took', header: 'Took', align: 'end', cell: ({ duration_ms }) => <Duration ms={duration_ms} /> },
];

const entryId = ({ run_id }: HistoryEntry) => run_id;

/** The last runs of a job. */
export function HistoryPanel({
  job,
  entries,
}: {
  job: string;
  entries: readonly HistoryEntry[] | undefined;
}) {
  return (
    <Panel title="History" flush actions={<Link to={`/runs?job=${encodeURIComponent(job)}`}>All runs</Link>}>
      <DataTable
        label="Last runs"
        columns={columns}
        rows={entries?.slice(0, shownRuns)}
        rowId={entryId}
        empty={
          <EmptyState icon="runs" title="It has not run yet">
            Run it now, or wait for its next occurrence.
          </EmptyState>
        }
      />
    </Panel>
  );
}
