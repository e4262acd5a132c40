import type { Paint, Style } from './paint.js';

/** One column of a table for people. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Figures stand at the right. */
  readonly align?: 'left' | 'right';
  /** Takes what is left of the terminal's width and wraps; the others are as wide as what is in them. */
  readonly flexible?: boolean;
  /** Left out of a table in which no row has anything in it. */
  readonly onDemand?: boolean;
  readonly style?: (row: Row) => Style | null;
}

/** How an artifact of type `table` is shown. */
export interface TableView<Data, Row> {
  readonly kind: 'table';
  readonly rows: (data: Data) => readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** Stands instead of a table without rows. */
  readonly none: string;
  /** One line below the rows. */
  readonly footer?: (data: Data) => string;
}

/** One line of a card: what it is, and what it says; several values stand below each other. */
export interface Entry {
  readonly label: string;
  readonly value: string | readonly string[];
  readonly style?: Style | null;
}

/** How an artifact of type `presentation_card` is shown. */
export interface CardView<Data> {
  readonly kind: 'card';
  readonly entries: (data: Data) => readonly Entry[];
}

/** How an artifact of type `text` is shown. */
export interface TextView<Data> {
  readonly kind: 'text';
  readonly text: (data: Data) => string;
  /** On a pipe, where a script reads it; the same as for people by default. */
  readonly piped?: (data: Data) => string;
}

/** A table's view with its rows' type forgotten, as the renderer takes it. */
export type ArtifactView<Data> = TableView<Data, never> | CardView<Data> | TextView<Data>;

/** Declares a table's view: the rows' type comes from `rows`. */
export function table<Data, Row>(view: Omit<TableView<Data, Row>, 'kind'>): TableView<Data, never> {
  return { kind: 'table', ...view } as unknown as TableView<Data, never>;
}

/** What the terminal can show. */
export interface Page {
  readonly paint: Paint;
  /** Columns; null where there is no terminal, and nothing is wrapped. */
  readonly width: number | null;
}
