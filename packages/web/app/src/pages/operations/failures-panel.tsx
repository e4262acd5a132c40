import { Link } from 'wouter';
import { JobCell } from '../../components/job-cell.js';
import { RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { Badge } from '../../components/status-badge.js';
import { useArtifact } from '../../data/use-artifact.js';

const shown = 5;

/** The kinds of failure that nobody has resolved, the latest first. */
export function FailuresPanel({ count }: { count: number }) {
  const { data } = useArtifact<'failures list'>(`/api/failures?view=groups&limit=${String(shown)}`);
  return (
    <Panel title="Failures" count={count} flush actions={<Link to="/failures">Resolve</Link>}>
      <ul className="panel-rows">
        {data?.groups.map(({ fingerprint, job_name, error, count: times, last, latest }) => (
          <li key={fingerprint}>
            <JobCell
              job={job_name}
              to={`/runs/${latest.run_id}`}
              beside={`#${latest.run_id}`}
              about={error.message}
            />
            <span className="quiet end">
              <RelativeTime at={last} />
            </span>
            <Badge tone="bad">{`${String(times)}×`}</Badge>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
