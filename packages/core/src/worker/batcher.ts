/**
 * Gathers what arrives while a batch is under way and sends it as the next one: the first item goes out at the end of
 * the current turn of the event loop, so nothing waits for a timer.
 */
export class Batcher<Item> {
  readonly #send: (items: readonly Item[]) => Promise<void>;
  readonly #limit: number;
  #waiting: Item[] = [];
  #sending: Promise<void> | null = null;

  /** @param send must not reject: what to do with a batch that fails is its own affair. */
  constructor(send: (items: readonly Item[]) => Promise<void>, limit: number) {
    this.#send = send;
    this.#limit = limit;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    this.#sending ??= this.#drain();
  }

  /** Resolves when everything that was added before has been sent. */
  async idle(): Promise<void> {
    while (this.#sending !== null) await this.#sending;
  }

  async #drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    while (this.#waiting.length > 0) {
      await this.#send(this.#waiting.splice(0, this.#limit));
    }
    this.#sending = null;
  }
}
