import { Link } from 'wouter';
import { Answer } from '../../components/answer.js';
import { Button } from '../../components/button.js';
import { JobCell } from '../../components/job-cell.js';
import { RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import type { DataOf } from '../../data/artifacts.js';
import { useApproveRuns } from '../../data/run-actions.js';
import { Allowed } from '../../data/session.js';
import { useArtifact } from '../../data/use-artifact.js';
import { moneyInWords } from '../../words/money.js';

type Approval = DataOf<'approvals list'>['approvals'][number];

const shown = 5;

/** The runs that wait for somebody's leave, with what they will cost. */
export function ApprovalsPanel({ count }: { count: number }) {
  const approvals = useArtifact<'approvals list'>(`/api/approvals?limit=${String(shown)}`);
  return (
    <Panel
      title="Waiting for approval"
      count={count}
      flush
      actions={count > shown ? <Link to="/runs?status=awaiting_approval">All {count}</Link> : null}
    >
      <Answer of={approvals} lines={2 * Math.min(count, shown)}>
        {(data) => (
          <ul className="panel-rows" data-wraps>
            {data.approvals.map((approval) => (
              <Waiting key={approval.run_id} approval={approval} />
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}

function Waiting({ approval }: { approval: Approval }) {
  const { run_id, job_name, subject, client_id, held_because, expires_at } = approval;
  const approve = useApproveRuns();
  return (
    <li>
      <JobCell
        job={job_name}
        to={`/runs/${run_id}`}
        beside={`#${run_id}`}
        about={[client_id, subject, held_because].filter((part) => part !== null).join(' · ')}
      />
      <span className="end">
        <Price of={approval} />
        {expires_at === null ? null : (
          <span className="quiet small">
            expires <RelativeTime at={expires_at} />
          </span>
        )}
      </span>
      <Allowed to="operator">
        <Button
          icon="check"
          busy={approve.isPending}
          aria-label={`Approve run ${run_id} of ${job_name}`}
          onClick={() => approve.mutate({ ids: [run_id] })}
        >
          Approve
        </Button>
      </Allowed>
    </li>
  );
}

function Price({ of: { estimated, high, currency } }: { of: Approval }) {
  if (estimated === null) return null;
  return (
    <span className="nowrap">
      <strong>{moneyInWords(estimated, currency)}</strong>
      {high === null || high === estimated ? null : (
        <span className="quiet">, at most {moneyInWords(high, currency)}</span>
      )}
    </span>
  );
}
