import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Duration, Moment, RunningFor } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import type { RunDetails } from '../../data/artifacts.js';
import { placeOf, readFilters } from '../runs/run-filters.js';

/** Where a run comes from, when it ran and where, and what it is tied to. */
export function FactsPanel({ run }: { run: RunDetails }) {
  return (
    <Panel title="Facts">
      <dl className="facts">
        {factsOf(run).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

function fact(name: string, value: ReactNode): Fact {
  return { name, value };
}

function factsOf(run: RunDetails): Fact[] {
  return [
    fact('Job', <Link to={`/jobs/${encodeURIComponent(run.job_name)}`}>{run.job_name}</Link>),
    ...given('Subject', run.subject, (subject) => <Filtered by="subject" value={subject} />),
    ...given('Client', run.client_id, (client) => <Filtered by="client" value={client} />),
    fact('Trigger', run.actor === null ? run.trigger : `${run.trigger}, by ${run.actor}`),
    ...given('Occurrence', run.scheduled_for, (at) => (
      <>
        <Moment at={at} />
        {run.schedule_name === null || run.schedule_name === 'default' ? null : ` (${run.schedule_name})`}
      </>
    )),
    fact('Asked for', <Moment at={run.created_at} />),
    ...given('Started', run.started_at, (at) => <Moment at={at} />),
    ...given('Finished', run.finished_at, (at) => <Moment at={at} />),
    ...took(run),
    fact('Attempt', `${String(run.attempts.length)} of ${String(run.max_attempts)}`),
    fact('Queue', run.priority === 0 ? run.queue : `${run.queue}, priority ${String(run.priority)}`),
    ...given('Worker', run.worker, ({ host, pid, kind }) => `${host}:${String(pid)} (${kind})`),
    ...linksOf(run),
  ];
}

function took({ started_at, duration_ms, finished_at }: RunDetails): Fact[] {
  if (duration_ms !== null) return [fact('Took', <Duration ms={duration_ms} />)];
  return started_at === null || finished_at !== null
    ? []
    : [fact('Running for', <RunningFor since={started_at} />)];
}

function linksOf(run: RunDetails): Fact[] {
  const toRun = (id: string) => <Link to={`/runs/${id}`}>#{id}</Link>;
  return [
    ...given('Made from', run.retry_of, toRun),
    ...given('Run again as', run.retried_as, toRun),
    ...given('Phase of', run.parent, toRun),
    ...given('Follows', run.after_run, toRun),
    ...given('Failure', run.failure_id, (id) => <Link to="/failures">entry {id}</Link>),
  ];
}

function given<Value>(name: string, value: Value | null, shown: (value: Value) => ReactNode): Fact[] {
  return value === null ? [] : [fact(name, shown(value))];
}

function Filtered({ by, value }: { by: 'subject' | 'client'; value: string }) {
  return (
    <Link className="break" to={placeOf({ ...readFilters(''), [by]: value })}>
      {value}
    </Link>
  );
}
