import { Link } from 'wouter';
import { Answer } from '../../components/answer.js';
import { JobCell } from '../../components/job-cell.js';
import { RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { Badge } from '../../components/status-badge.js';
import { useArtifact } from '../../data/use-artifact.js';
import '../../components/panel-rows.css';

const shown = 5;

/** The kinds of failure that nobody has resolved, the latest first. */
export function FailuresPanel({ count }: { count: number }) {
  const failures = useArtifact<'failures list'>(`/api/failures?view=groups&limit=${String(shown)}`);
  return (
    <Panel title="Failures" count={count} flush actions={<Link to="/failures">Resolve</Link>}>
      <Answer of={failures} lines={2 * Math.min(count, shown)}>
        {(data) => (
          <ul className="panel-rows">
            {data.groups.map(({ fingerprint, job_name, error, count: times, last, latest }) => (
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
                <Badge tone="bad">{`${times.toLocaleString('en')}×`}</Badge>
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}
