import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { RelativeTime, RunningFor } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { Badge } from '../../components/status-badge.js';
import type { SystemStatus } from '../../data/artifacts.js';

type Worker = SystemStatus['workers'][number];

const columns: readonly Column<Worker>[] = [
  {
    id: 'worker',
    header: 'Worker',
    grows: true,
    sortBy: ({ host, pid }) => `${host} ${String(pid)}`,
    cell: ({ host, pid, kind }) => (
      <>
        <strong>
          {host}:{pid}
        </strong>
        <div className="quiet">{kinds[kind] ?? kind}</div>
      </>
    ),
  },
  { id: 'state', header: 'State', cell: (worker) => <State worker={worker} /> },
  {
    id: 'running',
    header: 'Running',
    align: 'end',
    sortBy: ({ running }) => running,
    cell: ({ running, concurrency }) => `${String(running)} of ${String(concurrency)}`,
  },
  {
    id: 'queues',
    header: 'Queues',
    wideOnly: true,
    cell: ({ queues }) => (queues === null ? <span className="quiet">all</span> : queues.join(', ')),
  },
  { id: 'up', header: 'Up for', wideOnly: true, cell: ({ started_at }) => <RunningFor since={started_at} /> },
  {
    id: 'heartbeat',
    header: 'Heartbeat',
    wideOnly: true,
    cell: ({ last_heartbeat_at }) => <RelativeTime at={last_heartbeat_at} />,
  },
  { id: 'version', header: 'Version', wideOnly: true, align: 'end', cell: ({ version }) => version },
];

const kinds: Readonly<Record<string, string>> = {
  serve: 'infra serve',
  work: 'infra work',
  embedded: 'inside a host application',
  command: 'a command, for its own runs',
};

const workerId = ({ id }: Worker) => id;

/** The processes that execute runs. */
export function WorkersPanel({ workers }: { workers: readonly Worker[] }) {
  return (
    <Panel title="Workers" count={workers.length} flush>
      <DataTable
        label="Workers"
        columns={columns}
        rows={workers}
        rowId={workerId}
        empty={
          <EmptyState icon="health" title="No worker reports">
            Runs stay queued until one does: start it with <code>infra serve</code> or <code>infra work</code>
            .
          </EmptyState>
        }
      />
    </Panel>
  );
}

function State({ worker: { alive, stopping } }: { worker: Worker }) {
  if (!alive) {
    return (
      <Badge tone="bad" icon="cross">
        Silent
      </Badge>
    );
  }
  return stopping ? (
    <Badge tone="ask" icon="hourglass">
      Stopping
    </Badge>
  ) : (
    <Badge tone="good" icon="check">
      Alive
    </Badge>
  );
}
