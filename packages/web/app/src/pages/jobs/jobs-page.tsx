import { useMemo, useState } from 'react';
import { Badge } from '../../components/status-badge.js';
import { Button, LinkButton } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { SearchField, SelectField } from '../../components/filter-fields.js';
import { JobCell } from '../../components/job-cell.js';
import { Moment, RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { ProblemNote } from '../../components/problem-note.js';
import { useMay } from '../../data/session.js';
import { useArtifact } from '../../data/use-artifact.js';
import { useFilter } from '../../data/use-filter.js';
import { PageHeader } from '../../frame/page-header.js';
import { choicesOf, type JobRow, narrowJobs } from './narrow-jobs.js';
import { ResultStrip } from './result-strip.js';
import { SwitchDialog } from './switch-dialog.js';
import './jobs.css';

/** So many results of each job stand in the list. */
const results = 16;

const columns: readonly Column<JobRow>[] = [
  {
    id: 'job',
    header: 'Job',
    grows: true,
    sortBy: ({ name }) => name,
    cell: ({ name, description, extension, tags }) => (
      <JobCell
        job={name}
        to={`/jobs/${encodeURIComponent(name)}`}
        aside={[extension, ...tags].join(' · ')}
        about={description}
      />
    ),
  },
  {
    id: 'schedule',
    header: 'Schedule',
    wideOnly: true,
    cell: ({ schedule, schedule_human, time_zone }) => (
      <span title={schedule === '' ? undefined : `${schedule}  (${time_zone})`} className="schedule">
        {schedule_human}
        {time_zone === 'UTC' || schedule === '' ? null : <span className="quiet"> {time_zone}</span>}
      </span>
    ),
  },
  {
    id: 'next',
    header: 'Next run',
    sortBy: ({ next_run }) => next_run ?? '9',
    cell: (job) => <NextRun job={job} />,
  },
  {
    id: 'results',
    header: 'Last results',
    wideOnly: true,
    cell: ({ results: last }) => <ResultStrip results={last ?? []} />,
  },
];

const jobName = ({ name }: JobRow) => name;

/** Every job: when it runs next, how it went, whether it is on. */
export default function JobsPage() {
  const jobs = useArtifact<'jobs list'>(`/api/jobs?results=${String(results)}`);
  const [filter] = useFilter();
  const [switched, setSwitched] = useState<JobRow | null>(null);
  const mayAct = useMay('operator');
  const all = jobs.data?.jobs;
  const word = (name: string) => filter.get(name) ?? '';
  const shown =
    all === undefined
      ? undefined
      : narrowJobs(all, {
          search: word('q'),
          tag: word('tag'),
          extension: word('extension'),
          state: word('state'),
        });
  return (
    <>
      <PageHeader title="Jobs" about="What can run: declared in code, switched on and off here." />
      <JobFilters jobs={all ?? []} />
      {jobs.error !== null && all === undefined ? (
        <ProblemNote error={jobs.error} again={() => void jobs.refetch()} />
      ) : (
        <Panel title="Jobs" count={shown?.length} flush>
          <DataTable
            label="Jobs"
            columns={mayAct ? [...columns, actions(setSwitched)] : columns}
            rows={shown}
            rowId={jobName}
            empty={<NoJobs any={all !== undefined && all.length > 0} />}
          />
        </Panel>
      )}
      <SwitchDialog
        job={switched?.name ?? ''}
        to={switched === null ? null : switched.enabled ? 'disable' : 'enable'}
        onClose={() => setSwitched(null)}
      />
    </>
  );
}

function JobFilters({ jobs }: { jobs: readonly JobRow[] }) {
  const [filter, setFilter] = useFilter();
  const { tags, extensions } = useMemo(() => choicesOf(jobs), [jobs]);
  const bound = (name: string) => ({
    value: filter.get(name) ?? '',
    onChange: (value: string) => setFilter(name, value),
  });
  return (
    <search className="row wide" aria-label="Jobs">
      <SearchField label="Search jobs" {...bound('q')} />
      <SelectField label="Tag" all="any" choices={tags} {...bound('tag')} />
      <SelectField label="Extension" all="any" choices={extensions} {...bound('extension')} />
      <SelectField
        label="State"
        all="any"
        choices={['enabled', 'disabled', { value: 'failing', word: 'last run failed' }]}
        {...bound('state')}
      />
    </search>
  );
}

function actions(onSwitch: (job: JobRow) => void): Column<JobRow> {
  return {
    id: 'actions',
    header: '',
    align: 'end',
    cell: (job) => (
      <span className="row-actions">
        <LinkButton kind="quiet" icon="runs" to={`/jobs/${encodeURIComponent(job.name)}?run`}>
          Run
        </LinkButton>
        <Button kind="quiet" className="wide-only" onClick={() => onSwitch(job)}>
          {job.enabled ? 'Disable' : 'Enable'}
        </Button>
      </span>
    ),
  };
}

function NextRun({ job }: { job: JobRow }) {
  if (!job.enabled) {
    const why = job.reason ?? '';
    return (
      <span className="disabled-job" title={why}>
        <Badge tone="ask" icon="pause">
          Disabled
        </Badge>
        {job.enabled_until === null ? null : (
          <span className="quiet nowrap">
            until <Moment at={job.enabled_until} />
          </span>
        )}
        {why === '' ? null : <span className="quiet why">{why}</span>}
      </span>
    );
  }
  if (job.next_run === null) return <span className="quiet">by hand</span>;
  return <RelativeTime at={job.next_run} />;
}

function NoJobs({ any }: { any: boolean }) {
  return any ? (
    <EmptyState icon="search" title="No job fits">
      Other words, or fewer of them, may find one.
    </EmptyState>
  ) : (
    <EmptyState icon="jobs" title="There are no jobs yet">
      An extension brings jobs: <code>infra new extension NAME</code> makes one.
    </EmptyState>
  );
}
