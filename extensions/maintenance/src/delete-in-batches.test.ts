import { describe, expect, it } from 'vitest';
import { batchSize, deleteInBatches } from './delete-in-batches.js';

/** A table of so many rows. */
function rows(left: number) {
  return async (limit: number) => {
    const deleted = Math.min(left, limit);
    left -= deleted;
    return deleted;
  };
}

describe('deleteInBatches', () => {
  it('deletes until a batch is not full, and tells the sum after each', async () => {
    const sums: number[] = [];
    const deleted = await deleteInBatches(rows(2 * batchSize + 5), AbortSignal.any([]), (sum) =>
      sums.push(sum),
    );
    expect(deleted).toBe(2 * batchSize + 5);
    expect(sums).toEqual([batchSize, 2 * batchSize, 2 * batchSize + 5]);
  });

  it('looks once more after a last batch that happened to be full', async () => {
    await expect(deleteInBatches(rows(batchSize), AbortSignal.any([]))).resolves.toBe(batchSize);
  });

  it('stops between two batches when it is aborted', async () => {
    const abort = new AbortController();
    const left = rows(10 * batchSize);
    const cleaning = deleteInBatches(left, abort.signal, () => abort.abort(new Error('cancelled')));
    await expect(cleaning).rejects.toThrow('cancelled');
    await expect(left(Number.POSITIVE_INFINITY)).resolves.toBe(9 * batchSize);
  });

  it('does nothing when it is aborted before it begins', async () => {
    const left = rows(3);
    await expect(deleteInBatches(left, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow(
      'cancelled',
    );
    await expect(left(10)).resolves.toBe(3);
  });
});
