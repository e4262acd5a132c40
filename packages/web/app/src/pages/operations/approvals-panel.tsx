import { Link } from 'wouter';
import { Answer } from '../../components/answer.js';
import { Panel } from '../../components/panel.js';
import { WaitingRuns } from '../../components/waiting-runs.js';
import { useArtifact } from '../../data/use-artifact.js';

const shown = 5;

/** The newest runs that wait for somebody's leave. */
export function ApprovalsPanel({ count }: { count: number }) {
  const approvals = useArtifact<'approvals list'>(`/api/approvals?limit=${String(shown)}`);
  return (
    <Panel
      title="Waiting for approval"
      count={count}
      flush
      actions={count > shown ? <Link to="/approvals">All {count}</Link> : null}
    >
      <Answer of={approvals} lines={2 * Math.min(count, shown)}>
        {(data) => <WaitingRuns approvals={data.approvals} />}
      </Answer>
    </Panel>
  );
}
