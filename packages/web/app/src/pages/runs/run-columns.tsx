import { JobCell } from '../../components/job-cell.js';
import type { Column } from '../../components/data-table.js';
import { Duration, RelativeTime, RunningFor } from '../../components/moment.js';
import { ProgressBar } from '../../components/progress-bar.js';
import { StatusBadge } from '../../components/status-badge.js';
import type { RunRow } from '../../data/artifacts.js';

/** What a list says of each run. */
export const runColumns: readonly Column<RunRow>[] = [
  {
    id: 'run',
    header: 'Run',
    grows: true,
    sortBy: ({ job_name }) => job_name,
    cell: ({ id, job_name, subject, error, attempt }) => (
      <JobCell
        job={job_name}
        to={`/runs/${id}`}
        beside={`#${id}${attempt > 1 ? `, attempt ${String(attempt)}` : ''}`}
        about={[subject, error].filter((part) => part !== null).join(' · ')}
      />
    ),
  },
  {
    id: 'status',
    header: 'Status',
    sortBy: ({ status }) => status,
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: 'progress',
    header: 'Progress',
    wideOnly: true,
    cell: ({ id, status, progress }) =>
      status === 'running' ? (
        <ProgressBar progress={progress} label={`Progress of run ${id}`} />
      ) : (
        <Done of={progress} />
      ),
  },
  {
    id: 'trigger',
    header: 'Trigger',
    wideOnly: true,
    cell: ({ trigger }) => <span className="quiet">{trigger}</span>,
  },
  {
    id: 'client',
    header: 'Client',
    wideOnly: true,
    sortBy: ({ client_id }) => client_id ?? '',
    cell: ({ client_id }) => <span className="quiet">{client_id}</span>,
  },
  {
    id: 'duration',
    header: 'Took',
    wideOnly: true,
    align: 'end',
    sortBy: ({ duration_ms }) => duration_ms ?? -1,
    cell: ({ status, started_at, duration_ms }) =>
      status === 'running' && started_at !== null ? (
        <RunningFor since={started_at} />
      ) : (
        <Duration ms={duration_ms} />
      ),
  },
  {
    id: 'created',
    header: 'Asked',
    align: 'end',
    sortBy: ({ created_at }) => created_at,
    cell: ({ created_at }) => <RelativeTime at={created_at} />,
  },
];

function Done({ of }: { of: RunRow['progress'] }) {
  if (of.completed === null) return null;
  const total = of.total === null ? '' : ` / ${of.total.toLocaleString('en')}`;
  return (
    <span className="quiet nowrap">
      {of.completed.toLocaleString('en')}
      {total}
    </span>
  );
}
