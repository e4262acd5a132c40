import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { JobCell } from '../../components/job-cell.js';
import { RelativeTime } from '../../components/moment.js';
import { PagesOfList } from '../../components/pages-of-list.js';
import { Panel } from '../../components/panel.js';
import { ProblemNote } from '../../components/problem-note.js';
import { Badge } from '../../components/status-badge.js';
import type { DataOf } from '../../data/artifacts.js';
import { address } from '../../data/request.js';
import { useMay } from '../../data/session.js';
import { useArtifact } from '../../data/use-artifact.js';
import { useFilter } from '../../data/use-filter.js';
import { PageHeader } from '../../frame/page-header.js';
import { BulkBar } from './bulk-bar.js';
import { ResolvedPanel } from './resolved-panel.js';
import { ResolveDialog, type Resolving } from './resolve-dialog.js';
import type { Resolution } from './use-resolve.js';

type Group = DataOf<'failures list'>['groups'][number];

const columns: readonly Column<Group>[] = [
  {
    id: 'error',
    header: 'Error',
    grows: true,
    cell: ({ fingerprint, job_name, error }) => (
      <JobCell
        job={error.message === '' ? error.code : error.message}
        to={`/failures/${encodeURIComponent(fingerprint)}`}
        about={
          <>
            <span className="only-narrow">{job_name} ·&nbsp;</span>
            {error.code}
          </>
        }
      />
    ),
  },
  {
    id: 'job',
    header: 'Job',
    wideOnly: true,
    sortBy: ({ job_name }) => job_name,
    cell: ({ job_name }) => <Link to={`/jobs/${encodeURIComponent(job_name)}`}>{job_name}</Link>,
  },
  {
    id: 'count',
    header: 'Times',
    align: 'end',
    sortBy: ({ count }) => -count,
    cell: ({ count }) => <strong>{count.toLocaleString('en')}</strong>,
  },
  {
    id: 'first',
    header: 'First',
    wideOnly: true,
    sortBy: ({ first }) => first,
    cell: ({ first }) => <RelativeTime at={first} />,
  },
  {
    id: 'last',
    header: 'Last',
    wideOnly: true,
    sortBy: ({ last }) => last,
    cell: ({ last }) => <RelativeTime at={last} />,
  },
];

/** So many kinds are on a page. */
const listed = 50;

const kindOf = ({ fingerprint }: Group) => fingerprint;
const nameOf = ({ error, job_name }: Group) => `${job_name}: ${error.message}`;

/** Runs that failed for good and that nobody has resolved, by kind. */
export default function FailuresPage() {
  const [filter] = useFilter();
  const after = filter.get('after');
  const failures = useArtifact<'failures list'>(
    address('/api/failures', { view: 'groups', limit: listed, after }),
    { keepPrevious: true },
  );
  const mayAct = useMay('operator');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [resolving, setResolving] = useState<Resolving | null>(null);
  const groups = failures.data?.groups;
  const chosen = (groups ?? []).filter(({ fingerprint }) => selected.includes(fingerprint));
  const begin: Begin = (resolution, of) => setResolving(resolvingOf(resolution, of));
  return (
    <>
      <PageHeader
        title="Failures"
        about="Runs that failed for good, until somebody resolves them: resubmitted, or acknowledged and deleted."
        beside={<Unresolved failures={failures.data?.unresolved} />}
      />
      {failures.error !== null && groups === undefined ? (
        <ProblemNote error={failures.error} again={() => void failures.refetch()} />
      ) : (
        <Panel
          title="By kind"
          count={groups?.length}
          flush
          actions={
            mayAct && groups !== undefined && groups.length > 0 ? (
              <BulkBar
                failures={chosen.reduce((sum, { count }) => sum + count, 0)}
                onResolve={(resolution) => begin(resolution, chosen)}
              />
            ) : null
          }
        >
          <KindsTable groups={groups} chosen={chosen} onSelect={setSelected} begin={mayAct ? begin : null} />
          <PagesOfList
            newest={after === null ? null : '/failures'}
            older={
              failures.data?.has_more === true
                ? address('/failures', { after: groups?.at(-1)?.latest.id })
                : null
            }
          />
        </Panel>
      )}
      <ResolvedPanel />
      <ResolveDialog
        resolving={resolving}
        onClose={() => setResolving(null)}
        onDone={() => setSelected([])}
      />
    </>
  );
}

type Begin = (resolution: Resolution, of: readonly Group[]) => void;

interface KindsTableProps {
  /** Undefined while they are being read. */
  readonly groups: readonly Group[] | undefined;
  readonly chosen: readonly Group[];
  readonly onSelect: (fingerprints: readonly string[]) => void;
  /** Null for whom may not. */
  readonly begin: Begin | null;
}

function KindsTable({ groups, chosen, onSelect, begin }: KindsTableProps) {
  return (
    <DataTable
      label="Failures by kind"
      columns={begin === null ? columns : [...columns, actions(begin)]}
      rows={groups}
      rowId={kindOf}
      rowName={nameOf}
      selection={begin === null ? undefined : { ids: chosen.map(kindOf), onChange: onSelect }}
      empty={
        <EmptyState title="Nothing is unresolved">
          A run that fails for good stands here until it is resubmitted or deleted.
        </EmptyState>
      }
    />
  );
}

function resolvingOf(resolution: Resolution, groups: readonly Group[]): Resolving {
  return {
    resolution,
    selections: groups.map(({ fingerprint }) => ({ all: true, fingerprint })),
    failures: groups.reduce((sum, { count }) => sum + count, 0),
  };
}

function actions(begin: Begin): Column<Group> {
  return {
    id: 'actions',
    header: '',
    align: 'end',
    cell: (group) => (
      <span className="row-actions">
        <Button kind="quiet" icon="retry" onClick={() => begin('resubmit', [group])}>
          Resubmit
        </Button>
        <Button kind="quiet" className="wide-only" onClick={() => begin('delete', [group])}>
          Delete
        </Button>
      </span>
    ),
  };
}

function Unresolved({ failures }: { failures: number | undefined }) {
  if (failures === undefined || failures === 0) return null;
  return (
    <Badge tone="bad" icon="failures">
      {`${failures.toLocaleString('en')} unresolved`}
    </Badge>
  );
}
