import type { DocumentRow } from './document-row.js';

/** A document about to be written; `slug` is what it has now, null for a new one. */
export interface SlugWish {
  readonly row: Pick<DocumentRow, 'collection' | 'wantedSlug'>;
  readonly current: string | null;
}

/**
 * Gives each document a slug of its own, the same on every host: who has a slug keeps it, new documents choose in the
 * given order, and the second to want `clocks` becomes `clocks-2`.
 * @param taken tells whether another document of the collection, none of these, has a slug.
 * @returns the slugs in the order of the wishes.
 */
export function assignSlugs(
  wishes: readonly SlugWish[],
  taken: (collection: string, slug: string) => boolean,
): string[] {
  const assigned = new Set<string>();
  const key = (collection: string, slug: string) => `${collection}:${slug}`;
  const kept = wishes.map(({ row, current }) => {
    if (current === null || !isVariantOf(current, row.wantedSlug)) return null;
    if (taken(row.collection, current) || assigned.has(key(row.collection, current))) return null;
    assigned.add(key(row.collection, current));
    return current;
  });
  return wishes.map(({ row }, index) => {
    const mine = kept[index];
    if (typeof mine === 'string') return mine;
    const { collection, wantedSlug } = row;
    for (let count = 1; ; count += 1) {
      const slug = count === 1 ? wantedSlug : `${wantedSlug}-${count}`;
      if (taken(collection, slug) || assigned.has(key(collection, slug))) continue;
      assigned.add(key(collection, slug));
      return slug;
    }
  });
}

/** Whether `slug` is `wanted`, or `wanted` with the number that a collision added. */
function isVariantOf(slug: string, wanted: string): boolean {
  return (
    slug === wanted || (slug.startsWith(`${wanted}-`) && /^[1-9]\d*$/.test(slug.slice(wanted.length + 1)))
  );
}
