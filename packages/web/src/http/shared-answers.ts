/** For so long an answer is given to others, in milliseconds: pages that hear of a change at once ask at once. */
const freshMs = 250;
/** Answers that are kept, at most. */
const mostKept = 50;

interface Kept {
  readonly answer: Promise<string>;
  readonly at: number;
}

/**
 * Answers that are the same for whoever asks, where many look on: when something changes, their pages ask for the same
 * lists at the same moment, and one answer is made for all. What was made before a change is given to nobody after it.
 */
export class SharedAnswers {
  readonly #isCrowded: () => boolean;
  readonly #kept = new Map<string, Kept>();

  /** @param isCrowded whether many look on; else every answer is made for who asks. */
  constructor(isCrowded: () => boolean) {
    this.#isCrowded = isCrowded;
  }

  /** The answer to a question, made now or a moment ago. */
  answer(question: string, make: () => Promise<string>): Promise<string> {
    if (!this.#isCrowded()) return make();
    const known = this.#kept.get(question);
    if (known !== undefined && performance.now() - known.at < freshMs) return known.answer;
    const kept = { answer: make(), at: performance.now() };
    // One that failed is tried again for the next who asks.
    kept.answer.catch(() => this.#kept.delete(question));
    this.#kept.delete(question);
    this.#kept.set(question, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return kept.answer;
  }

  /** Something has changed. */
  clear(): void {
    this.#kept.clear();
  }
}
