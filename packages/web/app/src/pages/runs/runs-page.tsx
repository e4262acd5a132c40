import { useMemo, useState } from 'react';
import { useSearch } from 'wouter';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { PagesOfList } from '../../components/pages-of-list.js';
import { Panel } from '../../components/panel.js';
import { ProblemNote } from '../../components/problem-note.js';
import type { RunRow } from '../../data/artifacts.js';
import { address } from '../../data/request.js';
import { serverNow } from '../../data/server-clock.js';
import { useMay } from '../../data/session.js';
import { useArtifact } from '../../data/use-artifact.js';
import { PageHeader } from '../../frame/page-header.js';
import { BulkActions } from './bulk-actions.js';
import { FilterBar } from './filter-bar.js';
import { beginOf, placeOf, readFilters, type RunFilters } from './run-filters.js';
import { runColumns } from './run-columns.js';
import { StatusTabs } from './status-tabs.js';
import './runs.css';

const pageRows = 50;

/** The runs of all jobs, newest first. */
export default function RunsPage() {
  const filters = readFilters(useSearch());
  const { status, job, client, subject, since, after } = filters;
  const begin = useMemo(() => beginOf(since, serverNow()), [since]);
  const list = useArtifact<'runs list'>(
    address('/api/runs', { status, job, client, subject, since: begin, after, limit: pageRows }),
    { keepPrevious: true },
  );
  return (
    <>
      <PageHeader title="Runs" />
      <StatusTabs filters={filters} />
      <Panel title={titleOf(filters)} flush actions={<FilterBar filters={filters} />}>
        {list.error !== null && list.data === undefined ? (
          <ProblemNote error={list.error} again={() => void list.refetch()} />
        ) : (
          <RunList rows={list.data?.runs} filters={filters} hasMore={list.data?.has_more ?? false} />
        )}
      </Panel>
    </>
  );
}

function titleOf({ job, after }: RunFilters): string {
  const what = job ?? 'All jobs';
  return after === null ? what : `${what}, before run ${after}`;
}

interface RunListProps {
  readonly rows: readonly RunRow[] | undefined;
  readonly filters: RunFilters;
  readonly hasMore: boolean;
}

const runId = ({ id }: RunRow) => id;
const runName = ({ id, job_name }: RunRow) => `run ${id} of ${job_name}`;

function RunList({ rows, filters, hasMore }: RunListProps) {
  const [selected, setSelected] = useState<readonly string[]>([]);
  const mayAct = useMay('operator');
  const chosen = (rows ?? []).filter(({ id }) => selected.includes(id));
  const last = rows?.at(-1);
  return (
    <>
      {chosen.length === 0 ? null : <BulkActions runs={chosen} onDone={() => setSelected([])} />}
      <DataTable
        label="Runs"
        columns={runColumns}
        rows={rows}
        rowId={runId}
        rowName={runName}
        selection={mayAct ? { ids: chosen.map(runId), onChange: setSelected } : undefined}
        empty={<NoRuns filters={filters} />}
      />
      <PagesOfList
        newest={filters.after === null ? null : placeOf({ ...filters, after: null })}
        older={hasMore && last !== undefined ? placeOf({ ...filters, after: last.id }) : null}
      />
    </>
  );
}

function NoRuns({ filters }: { filters: RunFilters }) {
  const filtered = placeOf(filters) !== '/runs';
  return filtered ? (
    <EmptyState icon="search" title="No run passes these filters">
      Take some away, or look further back.
    </EmptyState>
  ) : (
    <EmptyState icon="runs" title="Nothing has run yet">
      Run a job from its page, with <code>infra jobs run NAME</code>, or wait for its schedule.
    </EmptyState>
  );
}
