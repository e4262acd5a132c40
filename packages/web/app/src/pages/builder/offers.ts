import type { JobSchema } from './use-builder.js';

/** Something that a click adds to the chain. */
export interface Offer {
  readonly kind: 'job' | 'chain';
  readonly of: string;
  readonly about: string;
}

interface Category {
  readonly category: string;
  readonly offers: readonly Offer[];
}

const others = 'other jobs';
const chainsThere = 'chains';

/** What there is to add, by category; jobs without a tag and chains come last. Each word of the search has to fit. */
export function offersOf(
  schemas: readonly Pick<
    JobSchema,
    'name' | 'description' | 'category' | 'tags' | 'step' | 'needs_approval'
  >[],
  chains: readonly { readonly name: string; readonly description: string | null }[],
  search: string,
): Category[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (...texts: readonly string[]) => {
    const text = texts.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const byCategory = new Map<string, Offer[]>();
  for (const { name, description, category, tags, step, needs_approval: asks } of schemas) {
    if (!step || !fits(name, description, ...tags)) continue;
    const about = asks ? `${description} (needs approval)` : description;
    const offers = byCategory.get(category ?? others) ?? [];
    offers.push({ kind: 'job', of: name, about });
    byCategory.set(category ?? others, offers);
  }
  const named = chains.filter(({ name, description }) => fits(name, description ?? '', 'chain'));
  const sorted = [...byCategory].toSorted(([one], [other]) =>
    one === others ? 1 : other === others ? -1 : one.localeCompare(other),
  );
  return [
    ...sorted.map(([category, offers]) => ({ category, offers })),
    ...(named.length === 0
      ? []
      : [
          {
            category: chainsThere,
            offers: named.map(
              ({ name, description }): Offer => ({
                kind: 'chain',
                of: name,
                about: description ?? 'A chain as one step',
              }),
            ),
          },
        ]),
  ];
}
