import type { Column, Page, TableView } from './artifact-view.js';
import { displayWidth, wrapped } from './display-width.js';
import { visibleLine, visibleText } from './visible-text.js';

/** The least that a column is narrowed to. */
const narrowest = 16;

/** Two spaces of padding and a border. */
const perColumn = 3;

/** A cell as it is laid out: its lines, and how to set them apart. */
interface Cell {
  readonly lines: readonly string[];
  readonly style: (text: string) => string;
}

/**
 * A table for people; as wide as the terminal at most, where its fixed columns let it. Laid out here and not by a
 * library: the ones that were tried take a tenth of a second for a thousand rows.
 */
export function renderTable<Data>(view: TableView<Data, never>, data: Data, page: Page): string {
  const rows: readonly unknown[] = view.rows(data);
  if (rows.length === 0) return view.none;
  const columns = (view.columns as readonly Column<unknown>[]).filter(
    (column) => column.onDemand !== true || rows.some((row) => column.cell(row) !== ''),
  );
  const texts = rows.map((row) => columns.map((column) => visibleLine(column.cell(row))));
  const widths = fittingWidths(columns, texts, page.width);
  const head = columns.map(({ title }) => ({
    lines: [title],
    style: (text: string) => page.paint('bold', text),
  }));
  const body = texts.map((row, index) =>
    row.map((text, at) => {
      const style = columns[at]?.style?.(rows[index]) ?? null;
      const width = widths[at] ?? 0;
      const lines = displayWidth(text) <= width ? [text] : wrapped(text, width);
      return { lines, style: (line: string) => (style === null ? line : page.paint(style, line)) };
    }),
  );
  const footer = view.footer?.(data) ?? '';
  return [
    border('┌┬┐', widths),
    ...lines(head, columns, widths),
    border('├┼┤', widths),
    ...body.flatMap((row) => lines(row, columns, widths)),
    border('└┴┘', widths),
    ...(footer === '' ? [] : [visibleText(footer)]),
  ].join('\n');
}

/** Each column as wide as what is in it; the flexible ones share what is left where that is too much. */
function fittingWidths(
  columns: readonly Column<unknown>[],
  texts: readonly (readonly string[])[],
  pageWidth: number | null,
): number[] {
  const natural = columns.map((column, at) =>
    texts.reduce((widest, row) => Math.max(widest, displayWidth(row[at] ?? '')), displayWidth(column.title)),
  );
  if (pageWidth === null) return natural;
  const flexible = columns.filter((column) => column.flexible === true).length;
  const fixed = columns.reduce(
    (sum, column, at) => sum + (column.flexible === true ? 0 : (natural[at] ?? 0)),
    0,
  );
  const left = Math.floor((pageWidth - 1 - columns.length * perColumn - fixed) / Math.max(1, flexible));
  const room = Math.max(narrowest, left);
  return natural.map((width, at) => (columns[at]?.flexible === true ? Math.min(width, room) : width));
}

function lines(
  row: readonly Cell[],
  columns: readonly Column<unknown>[],
  widths: readonly number[],
): string[] {
  const height = Math.max(...row.map((cell) => cell.lines.length));
  return Array.from({ length: height }, (_, index) => {
    const parts = row.map((cell, at) => {
      const text = cell.lines[index] ?? '';
      const padding = ' '.repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(text)));
      const styled = text === '' ? '' : cell.style(text);
      return columns[at]?.align === 'right' ? `${padding}${styled}` : `${styled}${padding}`;
    });
    return `│ ${parts.join(' │ ')} │`;
  });
}

function border([left = '', middle = '', right = '']: string, widths: readonly number[]): string {
  return `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}`;
}
