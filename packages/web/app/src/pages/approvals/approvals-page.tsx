import { Link } from 'wouter';
import { Answer } from '../../components/answer.js';
import { EmptyState } from '../../components/empty-state.js';
import { Panel } from '../../components/panel.js';
import { WaitingRuns } from '../../components/waiting-runs.js';
import { useArtifact } from '../../data/use-artifact.js';
import { useSystemStatus } from '../../data/use-system-status.js';
import { PageHeader } from '../../frame/page-header.js';
import { BudgetsPanel } from './budgets-panel.js';
import { PolicyPanel } from './policy-panel.js';

const shown = 50;

/** What waits for somebody's leave, what needs none, and how much may be spent a day without asking. */
export default function ApprovalsPage() {
  const policy = useArtifact<'config auto-approve'>('/api/approvals/policy');
  return (
    <>
      <PageHeader
        title="Approvals"
        about="Runs whose cost is known before they run: which of them wait for leave, and which need none."
      />
      <WaitingPanel />
      <Answer of={policy} lines={6}>
        {(data) => (
          <>
            <PolicyPanel policy={data} />
            <BudgetsPanel policy={data} />
          </>
        )}
      </Answer>
    </>
  );
}

function WaitingPanel() {
  const approvals = useArtifact<'approvals list'>(`/api/approvals?limit=${String(shown)}`);
  const count = useSystemStatus().data?.counts.awaiting_approval;
  return (
    <Panel
      title="Waiting"
      count={count}
      flush
      actions={<Link to="/runs?status=awaiting_approval">Choose several</Link>}
    >
      <Answer of={approvals} lines={2}>
        {(data) =>
          data.approvals.length === 0 ? (
            <EmptyState icon="check" title="Nothing waits for approval">
              A run of a job that asks for it stands here, with what it is expected to cost.
            </EmptyState>
          ) : (
            <WaitingRuns approvals={data.approvals} />
          )
        }
      </Answer>
    </Panel>
  );
}
