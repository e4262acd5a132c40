import { Link } from 'wouter';
import { Button } from '../../components/button.js';
import { JobCell } from '../../components/job-cell.js';
import { RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import type { RunRow } from '../../data/artifacts.js';
import { useApproveRuns } from '../../data/run-actions.js';
import { Allowed } from '../../data/session.js';
import { useArtifact } from '../../data/use-artifact.js';
import { moneyInWords } from '../../words/money.js';

const shown = 5;

/** The runs that wait for somebody's leave, with what they will cost. */
export function ApprovalsPanel({ count }: { count: number }) {
  const { data } = useArtifact<'runs list'>(`/api/runs?status=awaiting_approval&limit=${String(shown)}`);
  return (
    <Panel
      title="Waiting for approval"
      count={count}
      flush
      actions={count > shown ? <Link to="/runs?status=awaiting_approval">All {count}</Link> : null}
    >
      <ul className="panel-rows">
        {data?.runs.map((run) => (
          <WaitingRun key={run.id} run={run} />
        ))}
      </ul>
    </Panel>
  );
}

function WaitingRun({ run }: { run: RunRow }) {
  const { data } = useArtifact<'runs status'>(`/api/runs/${run.id}`);
  const approve = useApproveRuns();
  const { estimated = null, high = null, currency = null } = data?.cost ?? {};
  const price = estimated === null ? '' : moneyInWords(estimated, currency);
  const most = high === null || high === estimated ? '' : `, at most ${moneyInWords(high, currency)}`;
  const expires = data?.approval?.expires_at ?? null;
  return (
    <li>
      <JobCell
        job={run.job_name}
        to={`/runs/${run.id}`}
        beside={`#${run.id}`}
        about={[run.client_id, run.subject, data?.approval?.held_because].filter(Boolean).join(' · ')}
      />
      <span className="end">
        <span className="nowrap">
          <strong>{price}</strong>
          <span className="quiet">{most}</span>
        </span>
        {expires === null ? null : (
          <span className="quiet small">
            expires <RelativeTime at={expires} />
          </span>
        )}
      </span>
      <Allowed to="operator">
        <Button
          icon="check"
          busy={approve.isPending}
          aria-label={`Approve run ${run.id} of ${run.job_name}`}
          onClick={() => approve.mutate({ ids: [run.id] })}
        >
          Approve
        </Button>
      </Allowed>
    </li>
  );
}
