/** Words with how much each says about a text; of length 1. */
export type TermVector = ReadonlyMap<string, number>;

/** How often each word occurs in a text. */
export type TermCounts = Readonly<Record<string, number>>;

/**
 * Weighs the words of texts by how rare they are among all of them (tf-idf), each text to length 1. A word that only
 * one text has, or every text, says nothing about likeness and is left out.
 */
export function termVectors(texts: readonly TermCounts[]): TermVector[] {
  const frequency = new Map<string, number>();
  for (const text of texts) {
    for (const term of Object.keys(text)) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  return texts.map((text) => {
    const weighed = Object.entries(text).flatMap(([term, count]): [string, number][] => {
      const having = frequency.get(term) ?? 0;
      if (having < 2 || having === texts.length) return [];
      return [[term, (1 + Math.log(count)) * Math.log(texts.length / having)]];
    });
    return unit(new Map(weighed));
  });
}

/** How alike two texts are, from 0 to 1. */
export function cosine(one: TermVector, other: TermVector): number {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [term, weight] of small) sum += weight * (large.get(term) ?? 0);
  return sum;
}

/** The direction that texts have in common; of length 1. */
export function centroid(vectors: readonly TermVector[]): TermVector {
  const sum = new Map<string, number>();
  for (const vector of vectors) {
    for (const [term, weight] of vector) sum.set(term, (sum.get(term) ?? 0) + weight);
  }
  return unit(sum);
}

function unit(vector: TermVector): TermVector {
  const length = Math.hypot(...vector.values());
  return length === 0 ? vector : new Map([...vector].map(([term, weight]) => [term, weight / length]));
}
