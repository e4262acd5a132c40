import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { Answer } from '../../components/answer.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { EmptyState } from '../../components/empty-state.js';
import { Facts } from '../../components/facts.js';
import { Moment } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { Skeleton } from '../../components/skeleton.js';
import { Badge } from '../../components/status-badge.js';
import type { DataOf } from '../../data/artifacts.js';
import { useMay } from '../../data/session.js';
import { useAction } from '../../data/use-action.js';
import { useArtifact } from '../../data/use-artifact.js';
import { useFilter } from '../../data/use-filter.js';
import { PageHeader } from '../../frame/page-header.js';
import { counted } from '../../words/counted.js';
import { SwitchDialog } from '../jobs/switch-dialog.js';
import { durationPoints, durationsInWords } from './duration-points.js';
import { HistoryPanel } from './history-panel.js';
import { LedgerStrip } from './ledger-strip.js';
import { NextPanel } from './next-panel.js';
import { type JobDetails, policiesOf } from './policies.js';
import { RunDialog } from './run-dialog.js';
import './job.css';

const DurationPlot = lazy(() => import('./duration-plot.js'));

/** So many runs are plotted, and so many occurrences stand in the strip. */
const plotted = 200;
const occurrences = 120;

/** One job: whether it is on, what became of its occurrences, how long its runs take, what comes next. */
export default function JobPage() {
  const { name } = useParams<{ name: string }>();
  const job = useArtifact<'jobs show'>(addressOf(name), { everyMs: 60_000 });
  return (
    <>
      <Answer of={job} lines={12}>
        {(data) => <JobView job={data} />}
      </Answer>
    </>
  );
}

function addressOf(job: string): string {
  return `/api/jobs/${encodeURIComponent(job)}`;
}

function JobView({ job }: { job: JobDetails }) {
  const history = useArtifact<'jobs history'>(`${addressOf(job.name)}/history?limit=${String(plotted)}`);
  const entries = history.data?.entries;
  return (
    <>
      <JobHead job={job} />
      {job.schedules.length === 0 ? null : <LedgerPanel job={job.name} />}
      <div className="columns">
        <div className="stack">
          <Panel title="Duration">
            <Durations job={job} entries={entries} />
          </Panel>
          <HistoryPanel job={job.name} entries={entries} />
        </div>
        <div className="stack">
          <NextPanel job={job.name} />
          <PoliciesPanel job={job} />
        </div>
      </div>
    </>
  );
}

function JobHead({ job }: { job: JobDetails }) {
  const mayAct = useMay('operator');
  const [filter, setFilter] = useFilter();
  const [switching, setSwitching] = useState(false);
  const [resetting, setResetting] = useState(false);
  const reset = useReset(job.name);
  const running = filter.has('run');
  return (
    <>
      <PageHeader
        title={job.name}
        back={{ to: '/jobs', title: 'Jobs' }}
        beside={
          <Badge tone={job.enabled ? 'good' : 'ask'} icon={job.enabled ? 'check' : 'pause'}>
            {job.enabled ? 'Enabled' : 'Disabled'}
          </Badge>
        }
        about={<About job={job} />}
        actions={
          mayAct ? (
            <>
              {job.enabled_by === 'operator' ? (
                <Button onClick={() => setResetting(true)}>Reset to its default</Button>
              ) : null}
              <Button onClick={() => setSwitching(true)}>{job.enabled ? 'Disable' : 'Enable'}</Button>
              <Button kind="primary" icon="runs" onClick={() => setFilter('run', 'now')}>
                Run now
              </Button>
            </>
          ) : null
        }
      />
      <RunDialog job={job} open={mayAct && running} onClose={() => setFilter('run', '')} />
      <SwitchDialog
        job={job.name}
        to={switching ? (job.enabled ? 'disable' : 'enable') : null}
        onClose={() => setSwitching(false)}
      />
      <ConfirmDialog
        open={resetting}
        onClose={() => setResetting(false)}
        title={`Reset ${job.name}?`}
        description="What code and configuration say counts again."
        confirm="Reset"
        reason="optional"
        onConfirm={(reason) => reset.mutateAsync(reason === undefined ? {} : { reason })}
      />
    </>
  );
}

function useReset(job: string) {
  return useAction<{ reason?: string }, DataOf<'jobs reset'>>(
    { method: 'POST', path: `${addressOf(job)}/reset`, body: (input) => input },
    { touches: ['jobs', 'status'], tell: ({ message }) => message },
  );
}

function About({ job }: { job: JobDetails }) {
  return (
    <>
      <p>
        {job.description}
        {job.description === '' ? '' : ' · '}
        {job.schedule_human}
        {job.schedule === '' || job.time_zone === 'UTC' ? '' : ` (${job.time_zone})`}
      </p>
      {job.enabled_by === 'operator' ? (
        <p>
          {job.enabled ? 'Enabled' : 'Disabled'}
          {job.actor === null ? '' : ` by ${job.actor}`}
          {job.reason === null ? '' : `: ${job.reason}`}
          {job.enabled_until === null ? null : (
            <>
              {' '}
              (until <Moment at={job.enabled_until} />)
            </>
          )}
        </p>
      ) : null}
    </>
  );
}

function LedgerPanel({ job }: { job: string }) {
  const ledger = useArtifact<'jobs ledger'>(`${addressOf(job)}/ledger?limit=${String(occurrences)}`);
  return (
    <Panel title="Latest occurrences">
      <Answer of={ledger} lines={3}>
        {({ entries }) => <LedgerStrip entries={entries} />}
      </Answer>
    </Panel>
  );
}

function Durations({
  job,
  entries,
}: {
  job: JobDetails;
  entries: DataOf<'jobs history'>['entries'] | undefined;
}) {
  const [, navigate] = useLocation();
  const openRun = useCallback((runId: string) => navigate(`/runs/${runId}`), [navigate]);
  const points = useMemo(() => (entries === undefined ? null : durationPoints(entries)), [entries]);
  if (points === null) return <Skeleton lines={6} />;
  const [p50, p95] = [job.duration_p50_ms, job.duration_p95_ms];
  const words = durationsInWords(points, { p50, p95 });
  if (points.at.length === 0) {
    return (
      <EmptyState icon="clock" title="No run has finished yet">
        How long each one takes is shown here.
      </EmptyState>
    );
  }
  return (
    <>
      <Suspense fallback={<div className="duration-plot" />}>
        <DurationPlot points={points} p50={p50} p95={p95} label={words} onRun={openRun} />
      </Suspense>
      <p className="quiet">
        {words}. {counted(job.run_count, 'run')} in all.
      </p>
    </>
  );
}

function PoliciesPanel({ job }: { job: JobDetails }) {
  return (
    <Panel title="Policies">
      <Facts of={policiesOf(job)} />
    </Panel>
  );
}
