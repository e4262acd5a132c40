/** Random numbers that a seed decides: the same campaign again, as far as processes and networks allow. */
export interface Chance {
  /** From `least` up to, not including, `most`. */
  between(least: number, most: number): number;
  whole(least: number, most: number): number;
  oneOf<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + next() * (most - least);
  const whole = (least: number, most: number) => Math.floor(between(least, most));
  return { between, whole, oneOf: (items) => items[whole(0, items.length)] ?? items[0] };
}
