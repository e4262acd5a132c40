import { useState } from 'react';
import { Answer } from '../../components/answer.js';
import { Button } from '../../components/button.js';
import { useMay } from '../../data/session.js';
import { useSystemStatus } from '../../data/use-system-status.js';
import { PageHeader } from '../../frame/page-header.js';
import { FindingsPanel } from './findings-panel.js';
import { PauseDialog } from './pause-dialog.js';
import { QueuesPanel } from './queues-panel.js';
import { StoragePanel } from './storage-panel.js';
import { WorkersPanel } from './workers-panel.js';
import './health.css';

/** What the system stands on: findings with their remedies, workers, queues, the database. */
export default function HealthPage() {
  const status = useSystemStatus();
  return (
    <>
      <PageHeader
        title="Workers and health"
        about="What is wrong and the way out of it, who executes runs, the queues, the database."
        actions={<PauseEverything paused={status.data?.pauses.some(({ queue }) => queue === null)} />}
      />
      <FindingsPanel />
      <Answer of={status} lines={4}>
        {({ workers }) => <WorkersPanel workers={workers} />}
      </Answer>
      <QueuesPanel />
      <Configuration />
    </>
  );
}

function PauseEverything({ paused }: { paused: boolean | undefined }) {
  const mayAct = useMay('admin');
  const [asked, setAsked] = useState(false);
  if (!mayAct || paused === undefined) return null;
  return (
    <>
      <Button icon={paused ? 'runs' : 'pause'} onClick={() => setAsked(true)}>
        {paused ? 'Resume everything' : 'Pause everything'}
      </Button>
      <PauseDialog queue={asked ? null : undefined} paused={paused} onClose={() => setAsked(false)} />
    </>
  );
}

// Where the database is, is not for everybody.
function Configuration() {
  return useMay('operator') ? <StoragePanel /> : null;
}
