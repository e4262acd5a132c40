import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { Moment, RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { ProblemNote } from '../../components/problem-note.js';
import { Badge } from '../../components/status-badge.js';
import type { DataOf } from '../../data/artifacts.js';
import { useArtifact } from '../../data/use-artifact.js';

type Occurrence = DataOf<'jobs next'>['occurrences'][number];

const columns: readonly Column<Occurrence>[] = [
  { id: 'at', header: 'At', cell: ({ at }) => <Moment at={at} /> },
  {
    id: 'local',
    header: "In the job's zone",
    grows: true,
    wideOnly: true,
    cell: ({ local, time_zone }) => (
      <span className="nowrap">
        {local.slice(0, 19).replace('T', ' ')} <span className="quiet">{time_zone}</span>
      </span>
    ),
  },
  {
    id: 'change',
    header: 'Clock change',
    cell: ({ clock_change }) =>
      clock_change === null ? null : (
        <Badge tone="ask" icon="clock">
          {clock_change === 'missing' ? 'its hour is left out' : 'its hour comes twice'}
        </Badge>
      ),
  },
  {
    id: 'schedule',
    header: 'Schedule',
    wideOnly: true,
    cell: ({ schedule_name }) => <span className="quiet">{schedule_name}</span>,
  },
  { id: 'in', header: 'Due', align: 'end', cell: ({ at }) => <RelativeTime at={at} /> },
];

const occurrenceId = ({ at, schedule_name }: Occurrence) => `${schedule_name} ${at}`;

/** The next ten occurrences of a job, changes of its clocks marked. */
export function NextPanel({ job }: { job: string }) {
  const next = useArtifact<'jobs next'>(`/api/jobs/${encodeURIComponent(job)}/next?limit=10`, {
    everyMs: 60_000,
  });
  if (next.error !== null && next.data === undefined) return <ProblemNote error={next.error} />;
  const clocks = next.data?.occurrences.some(({ clock_change }) => clock_change !== null) === true;
  const schedules = new Set(next.data?.occurrences.map(({ schedule_name }) => schedule_name)).size;
  const shown = columns.filter(
    ({ id }) => (id !== 'change' || clocks) && (id !== 'schedule' || schedules > 1),
  );
  return (
    <Panel title="Next occurrences" flush>
      {next.data?.enabled === false && next.data.total > 0 ? (
        <p className="panel-note">The job is disabled: none of these will run.</p>
      ) : null}
      <DataTable
        label="Next occurrences"
        columns={shown}
        rows={next.data?.occurrences}
        rowId={occurrenceId}
        empty={
          <EmptyState icon="clock" title="No occurrence lies ahead">
            The job has no schedule, or its schedule has no time left: it runs by hand.
          </EmptyState>
        }
      />
    </Panel>
  );
}
