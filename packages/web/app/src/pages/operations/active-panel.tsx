import { Link } from 'wouter';
import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { RunningFor } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { ProgressBar } from '../../components/progress-bar.js';
import type { SystemStatus } from '../../data/artifacts.js';
import { useJobDescriptions } from '../../data/use-job-descriptions.js';
import { JobCell } from '../../components/job-cell.js';

type ActiveRun = SystemStatus['active'][number];

const columns: readonly Column<ActiveRun>[] = [
  { id: 'job', header: 'Job', grows: true, cell: (run) => <ActiveJob run={run} /> },
  {
    id: 'progress',
    header: 'Progress',
    cell: ({ id, progress }) => <ProgressBar progress={progress} label={`Progress of run ${id}`} />,
  },
  {
    id: 'worker',
    header: 'Worker',
    wideOnly: true,
    cell: ({ host, pid }) => (
      <span className="quiet">{host === null ? '' : `${host}:${String(pid ?? '')}`}</span>
    ),
  },
  { id: 'elapsed', header: 'For', align: 'end', cell: ({ started_at }) => <RunningFor since={started_at} /> },
];

const runId = ({ id }: ActiveRun) => id;

/** What workers execute at this moment. */
export function ActivePanel({ status }: { status: SystemStatus }) {
  return (
    <Panel title="Active" count={status.counts.running} flush>
      <DataTable
        label="Active runs"
        columns={columns}
        rows={status.active}
        rowId={runId}
        empty={
          <EmptyState icon="runs" title="Nothing runs at the moment">
            What is due or queued stands beside; <Link to="/jobs">run a job now</Link> to see it here.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function ActiveJob({ run }: { run: ActiveRun }) {
  const descriptions = useJobDescriptions();
  return (
    <JobCell
      job={run.job_name}
      to={`/runs/${run.id}`}
      about={[run.subject, descriptions.get(run.job_name)]
        .filter((part) => part !== null && part !== undefined)
        .join(' · ')}
      beside={`#${run.id}${run.attempt > 1 ? `, attempt ${String(run.attempt)}` : ''}`}
    />
  );
}
