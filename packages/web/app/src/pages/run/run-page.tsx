import { useParams } from 'wouter';
import { Answer } from '../../components/answer.js';
import { JsonView } from '../../components/json-view.js';
import { Panel } from '../../components/panel.js';
import { StatusBadge } from '../../components/status-badge.js';
import type { RunDetails } from '../../data/artifacts.js';
import { useArtifact } from '../../data/use-artifact.js';
import { useJobDescriptions } from '../../data/use-job-descriptions.js';
import { PageHeader } from '../../frame/page-header.js';
import { ApprovalNote } from './approval-note.js';
import { CostPanel } from './cost-panel.js';
import { FactsPanel } from './facts-panel.js';
import { LogPanel } from './log-panel.js';
import { OutcomePanel } from './outcome-panel.js';
import { PhasesPanel } from './phases-panel.js';
import { RunActions } from './run-actions.js';
import { RunAuditPanel } from './run-audit-panel.js';
import { isFinal } from './run-moves.js';
import { RunProgress } from './run-progress.js';
import { TimelinePanel } from './timeline-panel.js';
import './run.css';

/** All that is known of one run, and what can be done with it. */
export default function RunPage() {
  const { id = '' } = useParams();
  const run = useArtifact<'runs status'>(`/api/runs/${encodeURIComponent(id)}`);
  return (
    <Answer of={run} lines={10}>
      {(data) => <Run key={data.id} run={data} />}
    </Answer>
  );
}

function Run({ run }: { run: RunDetails }) {
  const description = useJobDescriptions().get(run.job_name);
  return (
    <>
      <PageHeader
        title={`${run.job_name} #${run.id}`}
        back={{ to: '/runs', title: 'Runs' }}
        beside={<StatusBadge status={run.status} />}
        {...(description === undefined ? {} : { about: description })}
        actions={<RunActions run={run} />}
      />
      <ApprovalNote run={run} />
      {isFinal(run.status) ? null : <RunProgress run={run} />}
      <div className="run-columns">
        <div className="stack">
          <OutcomePanel run={run} />
          {run.phases === null ? null : <PhasesPanel phases={run.phases} />}
          <LogPanel id={run.id} unfinished={!isFinal(run.status)} />
          <TimelinePanel run={run} />
        </div>
        <div className="stack">
          <FactsPanel run={run} />
          <CostPanel run={run} />
          {Object.keys(run.parameters).length === 0 ? null : (
            <Panel title="Parameters">
              <JsonView value={run.parameters} label="Parameters" />
            </Panel>
          )}
          {run.context === null ? null : (
            <Panel title="Context">
              <JsonView value={run.context} label="Context" />
            </Panel>
          )}
          <RunAuditPanel id={run.id} />
        </div>
      </div>
    </>
  );
}
