import { Answer } from '../../components/answer.js';
import { useSystemStatus } from '../../data/use-system-status.js';
import { PageHeader } from '../../frame/page-header.js';
import { ActivePanel } from './active-panel.js';
import { OnTimeLine } from './on-time-line.js';
import { ScheduledPanel } from './scheduled-panel.js';

/** What goes on: on time or not, what runs, what comes, what failed and what waits for a decision. */
export default function OperationsPage() {
  const status = useSystemStatus();
  return (
    <>
      <PageHeader title="Operations" />
      <Answer of={status} lines={12}>
        {(data) => (
          <>
            <OnTimeLine status={data} />
            <div className="columns">
              <ActivePanel status={data} />
              <ScheduledPanel status={data} />
            </div>
          </>
        )}
      </Answer>
    </>
  );
}
