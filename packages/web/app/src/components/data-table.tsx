import {
  createSortedRowModel,
  type RowSelectionState,
  rowSelectionFeature,
  rowSortingFeature,
  type SortingState,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { type ReactNode, useMemo, useState } from 'react';
import { Icon } from './icon.js';
import { Skeleton } from './skeleton.js';
import './data-table.css';

/** A column of a table. */
export interface Column<Row> {
  readonly id: string;
  /** The head; '' for a column of buttons, which then needs no words. */
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** What the rows are sorted by when the head is pressed; a column without it cannot be sorted by. */
  readonly sortBy?: (row: Row) => string | number;
  readonly align?: 'end';
  /** Whether it is left out where there is little room; false by default. */
  readonly wideOnly?: boolean;
  /** Whether it takes the room that is left; false by default. */
  readonly grows?: boolean;
}

/** Which rows are selected, by their ids. */
export interface Selection {
  readonly ids: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}

interface DataTableProps<Row> {
  /** What the rows are, for whoever cannot see it: `Runs`. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while they are being read. */
  readonly rows: readonly Row[] | undefined;
  readonly rowId: (row: Row) => string;
  /** How a row is named where it is selected: `run 12`. */
  readonly rowName?: (row: Row) => string;
  readonly selection?: Selection | undefined;
  /** What stands in place of no rows. */
  readonly empty: ReactNode;
}

const features = tableFeatures({
  rowSortingFeature,
  rowSelectionFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
});

const noRows: never[] = [];

/** A dense table: sorted by its heads, rows selected by boxes, scrolled sideways where it does not fit. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, empty } = props;
  const { table, byId, sorting } = useRows(props);
  if (rows === undefined) return <Skeleton lines={6} />;
  if (rows.length === 0) return <>{empty}</>;
  return (
    <section className="data-table" aria-label={label}>
      <table>
        <caption className="only-read-aloud">{label}</caption>
        <thead>
          <tr>
            {props.selection === undefined ? null : (
              <th className="select">
                <SelectBox
                  label={`Select all ${label.toLowerCase()}`}
                  checked={table.getIsAllRowsSelected()}
                  mixed={table.getIsSomeRowsSelected()}
                  onChange={(on) => table.toggleAllRowsSelected(on)}
                />
              </th>
            )}
            {columns.map((column) => (
              <Head
                key={column.id}
                column={column}
                sorted={sorting.find(({ id }) => id === column.id)}
                onSort={() => table.getColumn(column.id)?.toggleSorting()}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => {
            const original = byId.get(row.id);
            if (original === undefined) return null;
            return (
              <tr key={row.id} data-selected={row.getIsSelected() || undefined}>
                {props.selection === undefined ? null : (
                  <td className="select">
                    <SelectBox
                      label={`Select ${props.rowName?.(original) ?? row.id}`}
                      checked={row.getIsSelected()}
                      onChange={(on) => row.toggleSelected(on)}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td key={column.id} className={classOf(column)}>
                    {column.cell(original)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** A row as the table library keeps it: only by what it is sorted by. */
type Sortable = { readonly id: string; readonly values: Readonly<Record<string, string | number>> };

function useRows<Row>({ columns, rows, rowId, selection }: DataTableProps<Row>) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const byId = useMemo(() => new Map((rows ?? noRows).map((row) => [rowId(row), row])), [rows, rowId]);
  const data = useMemo(
    () => [...byId].map(([id, row]): Sortable => ({ id, values: valuesOf(columns, row) })),
    [byId, columns],
  );
  const definitions = useMemo(
    () =>
      columns.map(({ id, sortBy }) => ({
        id,
        accessorFn: (row: Sortable) => row.values[id] ?? '',
        sortFn: 'basic' as const,
        enableSorting: sortBy !== undefined,
      })),
    [columns],
  );
  const selected = Object.fromEntries((selection?.ids ?? []).map((id) => [id, true as const]));
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (row: Sortable) => row.id,
    state: { sorting, rowSelection: selected },
    onSortingChange: setSorting,
    onRowSelectionChange: (change) => {
      const next: RowSelectionState = typeof change === 'function' ? change(selected) : change;
      selection?.onChange(Object.keys(next).filter((id) => next[id] === true));
    },
  });
  return { table, byId, sorting };
}

function valuesOf<Row>(columns: readonly Column<Row>[], row: Row): Record<string, string | number> {
  return Object.fromEntries(
    columns.flatMap(({ id, sortBy }) => (sortBy === undefined ? [] : [[id, sortBy(row)]])),
  );
}

function classOf<Row>({ align, wideOnly, grows }: Column<Row>): string {
  return [align ?? '', wideOnly === true ? 'wide-only' : '', grows === true ? 'grows' : ''].join(' ').trim();
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sorted: { readonly desc: boolean } | undefined;
  readonly onSort: () => void;
}

function Head<Row>({ column, sorted, onSort }: HeadProps<Row>) {
  const direction = sorted === undefined ? 'none' : sorted.desc ? 'descending' : 'ascending';
  if (column.header === '')
    return (
      <td className={classOf(column)}>
        <span className="only-read-aloud">Actions</span>
      </td>
    );
  return (
    <th
      scope="col"
      className={classOf(column)}
      {...(column.sortBy === undefined ? {} : { 'aria-sort': direction })}
    >
      {column.sortBy === undefined ? (
        column.header
      ) : (
        <button type="button" className="sort" onClick={onSort}>
          {column.header}
          {sorted === undefined ? null : <Icon name={sorted.desc ? 'down' : 'up'} size={12} />}
        </button>
      )}
    </th>
  );
}

interface SelectBoxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly mixed?: boolean;
  readonly onChange: (on: boolean) => void;
}

function SelectBox({ label, checked, mixed = false, onChange }: SelectBoxProps) {
  return (
    <input
      type="checkbox"
      className="check"
      aria-label={label}
      checked={checked}
      ref={(box) => {
        if (box !== null) box.indeterminate = mixed && !checked;
      }}
      onChange={({ target }) => onChange(target.checked)}
    />
  );
}
