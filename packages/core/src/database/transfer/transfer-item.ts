import type { SchemaVersion } from '../schema-version.js';

/** A value as PostgreSQL writes it; null for NULL. Read back by the type of its column, every value is itself again. */
export type TransferredRow = readonly (string | null)[];

/** A table, and what it lacks for being left out. */
export interface TransferredColumn {
  readonly name: string;
  /** As the database says it: `timestamp with time zone`, `numeric(10,2)`. */
  readonly type: string;
}

export interface TransferredSequence {
  readonly name: string;
  readonly last: string;
  /** Whether `last` has been given out. */
  readonly called: boolean;
}

/** What a database is told as, in this order: one header, then tables with their rows, then the sequences and the end. */
export type TransferItem =
  | {
      readonly kind: 'header';
      readonly format: typeof transferFormat;
      readonly madeAt: string;
      readonly versions: readonly Pick<SchemaVersion, 'package' | 'version'>[];
      /** In the order in which they follow: as far as possible after those that they refer to. */
      readonly tables: readonly string[];
      /** Tables of other schemas, which are not told. */
      readonly elsewhere: readonly string[];
    }
  | { readonly kind: 'table'; readonly name: string; readonly columns: readonly TransferredColumn[] }
  | { readonly kind: 'rows'; readonly rows: readonly TransferredRow[] }
  | { readonly kind: 'sequences'; readonly sequences: readonly TransferredSequence[] }
  /** Without it something is missing. */
  | { readonly kind: 'end'; readonly rows: number };

/** Changes with the shape of the items. */
export const transferFormat = 1;
