import { useState } from 'react';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { Panel } from '../../components/panel.js';
import { ProblemNote } from '../../components/problem-note.js';
import { Badge } from '../../components/status-badge.js';
import type { DataOf } from '../../data/artifacts.js';
import { useMay } from '../../data/session.js';
import { useArtifact } from '../../data/use-artifact.js';
import { PauseDialog } from './pause-dialog.js';
import { WidthDialog } from './width-dialog.js';

/** A queue as it is now. */
type Queue = DataOf<'queues list'>['queues'][number];

const columns: readonly Column<Queue>[] = [
  {
    id: 'queue',
    header: 'Queue',
    grows: true,
    cell: (queue) => (
      <>
        <strong className="break">{queue.name}</strong> <Paused queue={queue} />
      </>
    ),
  },
  {
    id: 'width',
    header: 'Width',
    align: 'end',
    wideOnly: true,
    cell: ({ width }) => width ?? <span className="quiet">any</span>,
  },
  { id: 'running', header: 'Running', align: 'end', cell: ({ running }) => running },
  { id: 'queued', header: 'Queued', align: 'end', cell: ({ queued }) => queued },
  { id: 'delayed', header: 'Delayed', align: 'end', wideOnly: true, cell: ({ delayed }) => delayed },
  { id: 'workers', header: 'Workers', align: 'end', wideOnly: true, cell: ({ workers }) => workers },
];

const queueName = ({ name }: Queue) => name;

/** The lanes that runs wait in: how wide, how full, who serves them. */
export function QueuesPanel() {
  const queues = useArtifact<'queues list'>('/api/queues', { everyMs: 15_000 });
  const mayAct = useMay('admin');
  const [asked, setAsked] = useState<{ what: Asked; queue: Queue } | null>(null);
  if (queues.error !== null && queues.data === undefined) return <ProblemNote error={queues.error} />;
  const close = () => setAsked(null);
  return (
    <Panel title="Queues" count={queues.data?.total} flush>
      <DataTable
        label="Queues"
        columns={mayAct ? [...columns, actions((what, queue) => setAsked({ what, queue }))] : columns}
        rows={queues.data?.queues}
        rowId={queueName}
        empty={
          <EmptyState icon="runs" title="No queue yet">
            The first run makes one.
          </EmptyState>
        }
      />
      <PauseDialog
        queue={asked?.what === 'pause' ? asked.queue.name : undefined}
        paused={asked?.queue.paused === true}
        onClose={close}
      />
      <WidthDialog queue={asked?.what === 'width' ? asked.queue : null} onClose={close} />
    </Panel>
  );
}

type Asked = 'pause' | 'width';

function actions(ask: (what: Asked, queue: Queue) => void): Column<Queue> {
  return {
    id: 'actions',
    header: '',
    align: 'end',
    cell: (queue) => (
      <span className="row-actions">
        <Button kind="quiet" className="wide-only" onClick={() => ask('width', queue)}>
          Width …
        </Button>
        {queue.paused_scope === 'everything' ? null : (
          <Button kind="quiet" onClick={() => ask('pause', queue)}>
            {queue.paused ? 'Resume' : 'Pause'}
          </Button>
        )}
      </span>
    ),
  };
}

function Paused({ queue: { paused, paused_by, paused_reason, paused_scope } }: { queue: Queue }) {
  if (!paused) return null;
  const by = paused_by === null ? '' : ` by ${paused_by}`;
  const why = paused_reason === null ? '' : `: ${paused_reason}`;
  return (
    <>
      <Badge tone="ask" icon="pause">
        {paused_scope === 'everything' ? 'Everything is paused' : 'Paused'}
      </Badge>
      <div className="quiet break">{`${by}${why}`.trim()}</div>
    </>
  );
}
