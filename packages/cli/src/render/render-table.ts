import { Table } from 'console-table-printer';
import type { Column, Page, TableView } from './artifact-view.js';
import { visibleLine, visibleText } from './visible-text.js';

/** The least that a column is narrowed to. */
const narrowest = 16;

/** Two spaces of padding and a border. */
const perColumn = 3;

/** A table for people; as wide as the terminal at most, where its fixed columns let it. */
export function renderTable<Data>(view: TableView<Data, never>, data: Data, page: Page): string {
  const rows: readonly unknown[] = view.rows(data);
  const columns = view.columns as readonly Column<unknown>[];
  if (rows.length === 0) return view.none;
  const cells = rows.map((row) => columns.map((column) => visibleLine(column.cell(row))));
  const widths = columns.map((column, index) => {
    return Math.max(column.title.length, ...cells.map((row) => row[index]?.length ?? 0));
  });
  const room = roomForFlexible(columns, widths, page.width);
  const table = new Table({
    shouldDisableColors: true,
    columns: columns.map((column, index) => ({
      name: String(index),
      title: page.paint('bold', column.title),
      alignment: column.align ?? 'left',
      ...(isTooWide(column, widths[index], room) ? { maxLen: room } : {}),
    })),
  });
  for (const [index, row] of cells.entries()) {
    const styled = columns.map((column, at) => {
      const text = column.flexible === true ? breakLongWords(row[at] ?? '', room) : (row[at] ?? '');
      return [String(at), styledCell(column, rows[index], text, page)] as const;
    });
    table.addRow(Object.fromEntries(styled));
  }
  const footer = view.footer?.(data) ?? '';
  return footer === '' ? table.render() : `${table.render()}\n${visibleText(footer)}`;
}

function styledCell(column: Column<unknown>, row: unknown, text: string, page: Page): string {
  const style = column.style?.(row) ?? null;
  return style === null || text === '' ? text : page.paint(style, text);
}

function roomForFlexible(
  columns: readonly Column<unknown>[],
  widths: readonly number[],
  width: number | null,
): number {
  if (width === null) return Number.POSITIVE_INFINITY;
  const flexible = columns.filter((column) => column.flexible === true).length;
  const fixed = columns.reduce(
    (sum, column, index) => sum + (column.flexible === true ? 0 : (widths[index] ?? 0)),
    0,
  );
  const left = width - 1 - columns.length * perColumn - fixed;
  return Math.max(narrowest, Math.floor(left / Math.max(1, flexible)));
}

function isTooWide(column: Column<unknown>, width = 0, room: number): boolean {
  return column.flexible === true && width > room;
}

// The table printer wraps between words only and lets a longer word widen the column.
function breakLongWords(text: string, room: number): string {
  if (!Number.isFinite(room)) return text;
  return text
    .split(' ')
    .flatMap((word) => (word.length <= room ? [word] : (word.match(new RegExp(`.{1,${room}}`, 'gu')) ?? [])))
    .join(' ');
}
