/**
 * Gathers what arrives while a batch is under way and sends it as the next one: the first item goes out at the end of
 * the current turn of the event loop, so nothing waits for a timer.
 */
export class Batcher<Item> {
  readonly #send: (items: readonly Item[]) => Promise<void>;
  readonly #limit: number;
  readonly #waiting: Item[] = [];
  #added = 0;
  #sent = 0;
  #draining = false;
  /** Ends when the batch that is under way has been sent. */
  #step: Promise<unknown> = Promise.resolve();

  /** @param send must not reject: what to do with a batch that fails is its own affair. */
  constructor(send: (items: readonly Item[]) => Promise<void>, limit: number) {
    this.#send = send;
    this.#limit = limit;
  }

  /** Items that have not been sent. */
  get pending(): number {
    return this.#added - this.#sent;
  }

  /** The number of the last item that has been sent. */
  get sent(): number {
    return this.#sent;
  }

  /** Takes an item; returns its number, to wait for with {@link flushed}. */
  add(item: Item): number {
    this.#waiting.push(item);
    if (!this.#draining) {
      this.#draining = true;
      void this.#drain();
    }
    return ++this.#added;
  }

  /** Resolves when the items up to this number have been sent, or all that have been added so far. */
  async flushed(upTo: number = this.#added): Promise<void> {
    while (this.#sent < upTo) await this.#step;
  }

  async #drain(): Promise<void> {
    await (this.#step = new Promise<void>((resolve) => {
      setImmediate(resolve);
    }));
    while (this.#waiting.length > 0) {
      const items = this.#waiting.splice(0, this.#limit);
      this.#step = this.#send(items);
      await this.#step;
      this.#sent += items.length;
    }
    this.#draining = false;
  }
}
