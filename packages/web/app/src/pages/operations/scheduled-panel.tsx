import { Arguments } from '../../components/json-view.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { Moment, RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { StatusBadge } from '../../components/status-badge.js';
import type { SystemStatus } from '../../data/artifacts.js';
import { JobCell } from '../../components/job-cell.js';
import { type Coming, comingOf } from './coming.js';

const columns: readonly Column<Coming>[] = [
  {
    id: 'job',
    header: 'Job',
    grows: true,
    cell: ({ job, to, beside, subject, parameters }) => (
      <JobCell
        job={job}
        to={to}
        {...(beside === null ? {} : { beside })}
        about={<About subject={subject} parameters={parameters} />}
      />
    ),
  },
  {
    id: 'state',
    header: 'State',
    wideOnly: true,
    cell: ({ status }) =>
      status === null ? <span className="quiet">Scheduled</span> : <StatusBadge status={status} />,
  },
  { id: 'at', header: 'At', wideOnly: true, cell: ({ at }) => <Moment at={at} /> },
  {
    id: 'due',
    header: 'Due',
    align: 'end',
    cell: ({ at, ready }) =>
      ready ? <span className="quiet nowrap">next free worker</span> : <RelativeTime at={at} />,
  },
];

const comingId = ({ id }: Coming) => id;

/** What is going to run: queued runs and the next occurrences of all schedules, with their arguments. */
export function ScheduledPanel({ status }: { status: SystemStatus }) {
  const rows = comingOf(status);
  return (
    <Panel title="Scheduled queue" count={rows.length} flush>
      <DataTable
        label="Scheduled queue"
        columns={columns}
        rows={rows}
        rowId={comingId}
        empty={
          <EmptyState icon="clock" title="Nothing is queued and no schedule is on">
            Give a job a schedule in its definition, or run one by hand.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function About({ subject, parameters }: Pick<Coming, 'subject' | 'parameters'>) {
  return (
    <>
      {subject === null ? null : <>{subject} </>}
      {parameters === null ? 'large parameters' : <Arguments of={parameters} />}
    </>
  );
}
