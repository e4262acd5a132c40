import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { SearchField, SelectField } from '../../components/filter-fields.js';
import { Arguments } from '../../components/json-view.js';
import { Moment } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { ProblemNote } from '../../components/problem-note.js';
import type { DataOf } from '../../data/artifacts.js';
import { address } from '../../data/request.js';
import { useArtifact } from '../../data/use-artifact.js';
import { useFilter } from '../../data/use-filter.js';
import { PageHeader } from '../../frame/page-header.js';
import { actionInWords, actions, sinceOf, spans } from './deeds.js';
import { Target } from './target.js';
import './audit.css';

type Deed = DataOf<'audit'>['events'][number];

/** So many more with each press. */
const page = 50;
const most = 500;

const columns: readonly Column<Deed>[] = [
  { id: 'at', header: 'When', cell: ({ at }) => <Moment at={at} /> },
  { id: 'who', header: 'Who', cell: ({ actor }) => <strong className="nowrap">{actor}</strong> },
  {
    id: 'deed',
    header: 'Did',
    cell: ({ action }) => <span className="deed-action">{actionInWords(action)}</span>,
  },
  { id: 'target', header: 'To', cell: (deed) => <Target deed={deed} /> },
  {
    id: 'why',
    header: 'Reason',
    grows: true,
    wideOnly: true,
    cell: ({ reason }) => <span title={reason ?? undefined}>{reason}</span>,
  },
  { id: 'details', header: 'Details', wideOnly: true, cell: ({ details }) => <Details of={details} /> },
];

const deedId = ({ id }: Deed) => id;

/** Who did what to what, when and why. */
export default function AuditPage() {
  const [filter] = useFilter();
  const word = (name: string) => filter.get(name) ?? '';
  const limit = Math.min(most, Math.max(page, Number(word('limit')) || page));
  const trail = useArtifact<'audit'>(
    address('/api/audit', {
      action: word('action'),
      target: word('target'),
      since: sinceOf(word('since')),
      limit,
    }),
    { keepPrevious: true },
  );
  return (
    <>
      <PageHeader
        title="Audit"
        about="Every deed of an operator, here, on the command line or by a program; kept as long as retention says."
      />
      <AuditFilters />
      {trail.error !== null && trail.data === undefined ? (
        <ProblemNote error={trail.error} again={() => void trail.refetch()} />
      ) : (
        <Panel title="Deeds" flush>
          <DataTable
            label="Audit"
            columns={columns}
            rows={trail.data?.events}
            rowId={deedId}
            empty={
              <EmptyState icon="audit" title="Nothing was done">
                What somebody switches, cancels, approves or deletes stands here, with who and why.
              </EmptyState>
            }
          />
          <More more={trail.data?.has_more === true} limit={limit} />
        </Panel>
      )}
    </>
  );
}

function AuditFilters() {
  const [filter, setFilter] = useFilter();
  const bound = (name: string) => ({
    value: filter.get(name) ?? '',
    onChange: (value: string) => setFilter(name, value),
  });
  return (
    <search className="row wide" aria-label="Audit">
      <SearchField label="To exactly this job, run or queue" {...bound('target')} />
      <SelectField label="Deed" all="any" choices={actions} {...bound('action')} />
      <SelectField label="Since" all="ever" choices={spans} {...bound('since')} />
    </search>
  );
}

function More({ more, limit }: { more: boolean; limit: number }) {
  const [, setFilter] = useFilter();
  if (!more) return null;
  return (
    <p className="more">
      {limit < most ? (
        <Button icon="down" onClick={() => setFilter('limit', String(Math.min(most, limit + 2 * page)))}>
          Older ones
        </Button>
      ) : (
        <span className="quiet">
          There are older ones: narrow the list, or ask <code>infra audit</code>.
        </span>
      )}
    </p>
  );
}

function Details({ of }: { of: Deed['details'] }) {
  return Object.keys(of).length === 0 ? null : <Arguments of={of} />;
}
