import { Answer } from '../../components/answer.js';
import { useSystemStatus } from '../../data/use-system-status.js';
import { PageHeader } from '../../frame/page-header.js';
import { ActivePanel } from './active-panel.js';
import { ApprovalsPanel } from './approvals-panel.js';
import { DayPanel } from './day-panel.js';
import { FailuresPanel } from './failures-panel.js';
import { OnTimeLine } from './on-time-line.js';
import { ScheduledPanel } from './scheduled-panel.js';
import { ThroughputPanel } from './throughput-panel.js';

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
              <div className="stack">
                <ActivePanel status={data} />
                {data.counts.awaiting_approval === 0 ? null : (
                  <ApprovalsPanel count={data.counts.awaiting_approval} />
                )}
                {data.failures.unresolved === 0 ? null : <FailuresPanel count={data.failures.unresolved} />}
                <ThroughputPanel />
              </div>
              <ScheduledPanel status={data} />
            </div>
            <DayPanel />
          </>
        )}
      </Answer>
    </>
  );
}
