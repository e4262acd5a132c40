/** How many rows one statement deletes: few enough that its locks and its transaction are short. */
export const batchSize = 1000;

/**
 * Calls `deleteBatch` until a batch is not full, so that a large clean-up is many short transactions.
 * @param deleteBatch deletes at most so many rows and returns how many it did.
 * @param onDeleted is told the sum after each batch.
 * @returns the number of rows deleted.
 * @throws the signal's reason when it is aborted between two batches; what is deleted stays deleted.
 */
export async function deleteInBatches(
  deleteBatch: (limit: number) => Promise<number>,
  signal: AbortSignal,
  onDeleted: (deleted: number) => void = () => {},
): Promise<number> {
  let deleted = 0;
  for (;;) {
    signal.throwIfAborted();
    const batch = await deleteBatch(batchSize);
    deleted += batch;
    onDeleted(deleted);
    if (batch < batchSize) return deleted;
  }
}
