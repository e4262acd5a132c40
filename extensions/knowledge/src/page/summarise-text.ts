// Sentences behind these are not looked at: what a page is about, it says before.
const mostSentences = 200;

const shortestSentence = 5;

const rounds = 30;

// Of TextRank: how much of a sentence's rank comes from those that resemble it.
const damping = 0.85;

interface Sentence {
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

/**
 * Picks the sentences that stand for a text: those that have most in common with the others (TextRank), in the order
 * of the text.
 * @param language ISO 639-1, for where sentences end.
 * @returns null for a text without sentences.
 */
export function summariseText(text: string, count: number, language: string | null = null): string | null {
  const sentences = sentencesOf(text, language);
  if (sentences.length === 0) return null;
  const ranks = rank(sentences);
  return sentences
    .map(({ text: sentence }, index) => ({ sentence, index, rank: ranks[index] ?? 0 }))
    .sort((one, other) => other.rank - one.rank || one.index - other.index)
    .slice(0, count)
    .sort((one, other) => one.index - other.index)
    .map(({ sentence }) => sentence)
    .join(' ');
}

function sentencesOf(text: string, language: string | null): Sentence[] {
  const segmenter = new Intl.Segmenter(language ?? undefined, { granularity: 'sentence' });
  const sentences: Sentence[] = [];
  const seen = new Set<string>();
  for (const line of text.split('\n')) {
    for (const { segment } of segmenter.segment(line)) {
      const sentence = segment.trim();
      const words = sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
      if (words.length < shortestSentence || !isProse(sentence) || seen.has(sentence)) continue;
      seen.add(sentence);
      sentences.push({ text: sentence, words: new Set(words.filter((word) => word.length > 3)) });
      if (sentences.length === mostSentences) return sentences;
    }
  }
  return sentences;
}

/** Code, tables and lists of figures have too few letters, or no end. */
function isProse(sentence: string): boolean {
  const letters = sentence.match(/[\p{L}\s]/gu)?.length ?? 0;
  return letters / sentence.length > 0.8 && /[.!?…。！？:]["'”’»)\]]?$/u.test(sentence);
}

function rank(sentences: readonly Sentence[]): number[] {
  const likeness = sentences.map((one) =>
    sentences.map((other) => (one === other ? 0 : resemblance(one, other))),
  );
  const sums = likeness.map((row) => row.reduce((sum, value) => sum + value, 0));
  let ranks = sentences.map(() => 1);
  for (let round = 0; round < rounds; round++) {
    ranks = ranks.map((_, index) => {
      const given = likeness.reduce((sum, row, from) => {
        const total = sums[from] ?? 0;
        return total === 0 ? sum : sum + ((row[index] ?? 0) / total) * (ranks[from] ?? 0);
      }, 0);
      return 1 - damping + damping * given;
    });
  }
  return ranks;
}

/** Shared words, held against the length of both. */
function resemblance({ words: one }: Sentence, { words: other }: Sentence): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  const lengths = Math.log(one.size + 1) + Math.log(other.size + 1);
  return lengths === 0 ? 0 : shared / lengths;
}
