import type { SuggestedTag } from '../store/tag-store.js';
import { centroid, cosine, type TermCounts, termVectors } from './term-vectors.js';

/** A text with the tags that it has. */
export interface TaggedText {
  readonly tags: readonly string[];
  readonly terms: TermCounts;
}

// A tag is likely where its texts are like this one, and more so where its own words stand in the text.
const namedBonus = 0.1;

const leastScore = 0.12;

/**
 * Suggests tags that other texts have and that a text lacks, best first: for each text, in their order, at most `most`.
 * @param wanted the positions of the texts that are to get suggestions.
 */
export function suggestTags(
  texts: readonly TaggedText[],
  wanted: ReadonlySet<number>,
  most: number,
): ReadonlyMap<number, readonly SuggestedTag[]> {
  const vectors = termVectors(texts.map(({ terms }) => terms));
  const having = new Map<string, number[]>();
  for (const [index, { tags }] of texts.entries()) {
    for (const tag of tags) having.set(tag, [...(having.get(tag) ?? []), index]);
  }
  const centres = [...having].map(([tag, indexes]) => ({
    tag,
    centre: centroid(indexes.map((index) => vectors[index] ?? new Map())),
    words: tag.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [],
  }));
  return new Map(
    [...wanted].map((index) => {
      const { tags = [], terms = {} } = texts[index] ?? {};
      const vector = vectors[index] ?? new Map();
      const scored = centres
        .filter(({ tag }) => !tags.includes(tag))
        .map(({ tag, centre, words }) => {
          const named = words.length > 0 && words.every((word) => mentions(terms, word));
          return { tag, score: rounded(cosine(vector, centre) + (named ? namedBonus : 0)) };
        })
        .filter(({ score }) => score >= leastScore)
        .sort((one, other) => other.score - one.score || (one.tag < other.tag ? -1 : 1));
      return [index, scored.slice(0, most)];
    }),
  );
}

/** Whether a text has a word, or one that was cut to its stem. */
function mentions(terms: TermCounts, word: string): boolean {
  if (Object.hasOwn(terms, word)) return true;
  for (let end = word.length - 1; end >= Math.max(3, word.length - 3); end--)
    if (Object.hasOwn(terms, word.slice(0, end))) return true;
  return false;
}

function rounded(score: number): number {
  return Math.round(Math.min(1, score) * 1000) / 1000;
}
