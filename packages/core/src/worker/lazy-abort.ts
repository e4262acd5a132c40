/**
 * An AbortController that comes into being when somebody asks for its signal. Every attempt needs several, and hardly
 * one of them is ever looked at; made and aborted each time they cost more than all the rest of an attempt.
 */
export class LazyAbort {
  #controller: AbortController | null = null;
  #aborted = false;
  #reason: unknown = null;

  get aborted(): boolean {
    return this.#aborted;
  }

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** @param reason what the signal tells; the first call counts. */
  abort(reason: unknown = 'over'): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
