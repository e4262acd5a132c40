import { describe, expect, it } from 'vitest';
import { Batcher } from './batcher.js';

/** A batcher whose sends end when they are told to. */
function gated(limit = 3) {
  const sent: number[][] = [];
  let open: () => void = () => {};
  const batcher = new Batcher<number>(async (items) => {
    sent.push([...items]);
    await new Promise<void>((resolve) => {
      open = resolve;
    });
  }, limit);
  const addAll = (...items: number[]) => items.map((item) => batcher.add(item));
  return { batcher, sent, addAll, open: () => open() };
}

describe('a batcher', () => {
  it('sends what comes in one turn together, and what comes meanwhile as the next batch', async () => {
    const { sent, addAll, open } = gated();
    addAll(1, 2);
    await expect.poll(() => sent).toEqual([[1, 2]]);
    addAll(3);
    addAll(4, 5, 6);
    open();
    await expect
      .poll(() => sent)
      .toEqual([
        [1, 2],
        [3, 4, 5],
      ]);
    open();
    await expect.poll(() => sent).toEqual([[1, 2], [3, 4, 5], [6]]);
    open();
  });

  it('is flushed up to an item although more keep coming', async () => {
    const { batcher, sent, addAll, open } = gated(1);
    const [first] = addAll(1);
    let flushed = false;
    const flushing = batcher.flushed(first).then(() => (flushed = true));
    await expect.poll(() => sent).toEqual([[1]]);
    addAll(2, 3);
    expect(flushed).toBe(false);
    open();
    await flushing;
    expect(batcher.pending).toBe(2);
  });

  it('is flushed at once when nothing was added, and later as a whole', async () => {
    const { batcher, addAll, sent, open } = gated();
    await batcher.flushed();
    addAll(1, 2, 3, 4);
    const flushing = batcher.flushed();
    await expect.poll(() => sent.length).toBe(1);
    open();
    await expect.poll(() => sent.length).toBe(2);
    open();
    await flushing;
    expect(batcher.pending).toBe(0);
  });
});
