import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'wouter';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { Arguments } from '../../components/json-view.js';
import { Moment } from '../../components/moment.js';
import { PagesOfList } from '../../components/pages-of-list.js';
import { Panel } from '../../components/panel.js';
import { ProblemNote } from '../../components/problem-note.js';
import type { DataOf } from '../../data/artifacts.js';
import { address } from '../../data/request.js';
import { useMay } from '../../data/session.js';
import { useArtifact } from '../../data/use-artifact.js';
import { useFilter } from '../../data/use-filter.js';
import { PageHeader } from '../../frame/page-header.js';
import { counted } from '../../words/counted.js';
import { BulkBar } from './bulk-bar.js';
import { ResolveDialog, type Resolving } from './resolve-dialog.js';
import type { Resolution, Selection } from './use-resolve.js';

type Failure = DataOf<'failures list'>['failures'][number];

/** So many are on a page; all can be resolved together. */
const listed = 50;

const columns: readonly Column<Failure>[] = [
  { id: 'run', header: 'Run', cell: ({ run_id }) => <Link to={`/runs/${run_id}`}>{run_id}</Link> },
  {
    id: 'parameters',
    header: 'Parameters',
    wideOnly: true,
    cell: ({ parameters }) => <Arguments of={parameters} />,
  },
  {
    id: 'error',
    header: 'Error',
    grows: true,
    wideOnly: true,
    cell: ({ error }) => (
      <span className="quiet" title={error.message}>
        {error.message}
      </span>
    ),
  },
  { id: 'attempts', header: 'Tries', align: 'end', wideOnly: true, cell: ({ attempts }) => attempts },
  { id: 'at', header: 'Failed', align: 'end', cell: ({ failed_at }) => <Moment at={failed_at} /> },
];

const failureId = ({ id }: Failure) => id;
const nameOf = ({ id, run_id }: Failure) => `failure ${id} of run ${run_id}`;

/** The unresolved failures of one kind. */
export default function FailureKindPage() {
  const { fingerprint } = useParams<{ fingerprint: string }>();
  const [filter] = useFilter();
  const after = filter.get('after');
  const failures = useArtifact<'failures list'>(
    address('/api/failures', { fingerprint, limit: listed, after }),
    { keepPrevious: true },
  );
  const mayAct = useMay('operator');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [resolving, setResolving] = useState<Resolving | null>(null);
  const here = `/failures/${encodeURIComponent(fingerprint)}`;
  const rows = failures.data?.failures;
  const all = failures.data?.unresolved ?? 0;
  const begin: Begin = (resolution, selection, count) =>
    setResolving({ resolution, selections: [selection], failures: count });
  return (
    <>
      <KindHead
        newest={rows?.[0]}
        all={all}
        onResubmit={mayAct ? () => begin('resubmit', { all: true, fingerprint }, all) : null}
      />
      {failures.error !== null && rows === undefined ? (
        <ProblemNote error={failures.error} again={() => void failures.refetch()} />
      ) : (
        <KindPanel
          rows={rows}
          all={all}
          selected={selected}
          onSelect={setSelected}
          begin={mayAct ? begin : null}
          pages={
            <PagesOfList
              newest={after === null ? null : here}
              older={failures.data?.has_more === true ? address(here, { after: rows?.at(-1)?.id }) : null}
            />
          }
        />
      )}
      <ResolveDialog
        resolving={resolving}
        onClose={() => setResolving(null)}
        onDone={() => setSelected([])}
      />
    </>
  );
}

type Begin = (resolution: Resolution, selection: Selection, count: number) => void;

interface KindHeadProps {
  readonly newest: Failure | undefined;
  readonly all: number;
  /** Null for whom may not. */
  readonly onResubmit: (() => void) | null;
}

function KindHead({ newest, all, onResubmit }: KindHeadProps) {
  return (
    <PageHeader
      title={newest?.error.message ?? 'Failures of one kind'}
      back={{ to: '/failures', title: 'Failures' }}
      about={newest === undefined ? undefined : <AboutKind failure={newest} all={all} />}
      actions={
        onResubmit === null || all === 0 ? null : (
          <Button kind="primary" icon="retry" onClick={onResubmit}>
            {all === 1 ? 'Resubmit it' : `Resubmit all ${all.toLocaleString('en')}`}
          </Button>
        )
      }
    />
  );
}

interface KindPanelProps {
  /** Undefined while they are being read. */
  readonly rows: readonly Failure[] | undefined;
  readonly all: number;
  readonly selected: readonly string[];
  readonly onSelect: (ids: readonly string[]) => void;
  /** Null for whom may not. */
  readonly begin: Begin | null;
  /** The way to its other pages. */
  readonly pages: ReactNode;
}

function KindPanel({ rows, all, selected, onSelect, begin, pages }: KindPanelProps) {
  const chosen = (rows ?? []).map(failureId).filter((id) => selected.includes(id));
  const bar =
    begin === null || rows === undefined || rows.length === 0 ? null : (
      <BulkBar
        failures={chosen.length}
        onResolve={(resolution) => begin(resolution, { ids: chosen }, chosen.length)}
      />
    );
  return (
    <Panel title="Failures" count={all} flush actions={bar}>
      <DataTable
        label="Failures"
        columns={
          begin === null
            ? columns
            : [...columns, actions((resolution, id) => begin(resolution, { ids: [id] }, 1))]
        }
        rows={rows}
        rowId={failureId}
        rowName={nameOf}
        selection={begin === null ? undefined : { ids: chosen, onChange: onSelect }}
        empty={
          <EmptyState title="None of this kind is unresolved">
            <Link to="/failures">All failures</Link>
          </EmptyState>
        }
      />
      {pages}
    </Panel>
  );
}

function AboutKind({ failure: { job_name, error }, all }: { failure: Failure; all: number }) {
  return (
    <p>
      {counted(all, 'failure')} of <Link to={`/jobs/${encodeURIComponent(job_name)}`}>{job_name}</Link>,{' '}
      <code>{error.code}</code>
    </p>
  );
}

function actions(begin: (resolution: Resolution, id: string) => void): Column<Failure> {
  return {
    id: 'actions',
    header: '',
    align: 'end',
    cell: ({ id }) => (
      <span className="row-actions">
        <Button kind="quiet" icon="retry" onClick={() => begin('resubmit', id)}>
          Resubmit
        </Button>
        <Button kind="quiet" onClick={() => begin('delete', id)}>
          Delete
        </Button>
      </span>
    ),
  };
}
