import type { DataOf } from '../data/artifacts.js';
import { useApproveRuns } from '../data/run-actions.js';
import { Allowed } from '../data/session.js';
import { moneyInWords } from '../words/money.js';
import { Button } from './button.js';
import { JobCell } from './job-cell.js';
import { RelativeTime } from './moment.js';
import './panel-rows.css';

type Approval = DataOf<'approvals list'>['approvals'][number];

/** Runs that wait for somebody's leave, with what they are expected to cost and why they were held. */
export function WaitingRuns({ approvals }: { approvals: readonly Approval[] }) {
  return (
    <ul className="panel-rows" data-wraps>
      {approvals.map((approval) => (
        <Waiting key={approval.run_id} approval={approval} />
      ))}
    </ul>
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
          <span className="quiet small nowrap">
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
