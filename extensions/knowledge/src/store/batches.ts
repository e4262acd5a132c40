/** What of a source a job works on next. */
export interface BatchRequest {
  readonly source: string;
  /** Also what is up to date. */
  readonly force: boolean;
  /** Only documents with a larger id. */
  readonly after: number;
  readonly limit: number;
}

/**
 * Goes through the documents of a source in batches, by their ids.
 * @param read gives the next batch; one that is empty is the end.
 * @throws the signal's reason between two batches; what is done stays done.
 */
export async function forEachBatch<Row extends { readonly id: number }>(
  request: Omit<BatchRequest, 'after'>,
  signal: AbortSignal,
  read: (request: BatchRequest) => Promise<readonly Row[]>,
  work: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let after = 0; ; ) {
    signal.throwIfAborted();
    const rows = await read({ ...request, after });
    const last = rows.at(-1);
    if (last === undefined) return;
    await work(rows);
    after = last.id;
  }
}
