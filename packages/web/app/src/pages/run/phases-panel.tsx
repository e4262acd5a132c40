import { Link } from 'wouter';
import { Panel } from '../../components/panel.js';
import { Badge, StatusBadge } from '../../components/status-badge.js';
import type { RunDetails } from '../../data/artifacts.js';

type Phase = NonNullable<RunDetails['phases']>[number];

/** The phases of a combined run, in their order, each as wide as it weighs. */
export function PhasesPanel({ phases }: { phases: readonly Phase[] }) {
  const done = phases.filter(({ status }) => status === 'completed').length;
  return (
    <Panel
      title="Phases"
      actions={<span className="quiet">{`${String(done)} of ${String(phases.length)} done`}</span>}
    >
      <div className="phase-bar" aria-hidden="true">
        {phases.map(({ index, weight, status }) => (
          <span key={index} data-status={status ?? 'none'} style={{ flexGrow: weight }} />
        ))}
      </div>
      <ol className="phases">
        {phases.map((phase) => (
          <li key={phase.index}>
            <span className="number quiet">{phase.index + 1}</span>
            <span className="break">
              {phase.run_id === null ? (
                phase.name
              ) : (
                <Link to={`/runs/${phase.run_id}`} className="phase">
                  {phase.name}
                </Link>
              )}
              {phase.name === phase.job_name ? null : <span className="quiet"> {phase.job_name}</span>}
            </span>
            <span className="quiet end">{Math.round(phase.weight)}%</span>
            {phase.status === null ? (
              <Badge tone="wait">Not begun</Badge>
            ) : (
              <StatusBadge status={phase.status} />
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
