import type { RuntimeEvent } from '../events/runtime-event.js';

/**
 * The events of a runtime for one reader, in their order. What the reader does not take in time is kept up to a limit;
 * beyond it the oldest are dropped, and the reader is told how many (`events_dropped`) before the next one.
 *
 * Leaving a `for await` loop closes the stream.
 */
export class EventStream implements AsyncIterableIterator<RuntimeEvent> {
  readonly #limit: number;
  readonly #unlisten: () => void;
  readonly #kept: RuntimeEvent[] = [];
  readonly #readers: ((result: IteratorResult<RuntimeEvent>) => void)[] = [];
  #dropped = 0;
  #closed = false;

  /**
   * @param listen adds a listener and returns what removes it.
   * @param limit events that are kept for the reader, from 1.
   */
  constructor(listen: (listener: (event: RuntimeEvent) => void) => () => void, limit: number) {
    if (!Number.isInteger(limit) || limit < 1)
      throw new RangeError(`a buffer holds a whole number of events from 1, not ${limit}`);
    this.#limit = limit;
    this.#unlisten = listen((event) => this.#take(event));
  }

  /** The next event, as soon as there is one; `done` once the stream is closed and empty. */
  next(): Promise<IteratorResult<RuntimeEvent>> {
    const event = this.#following();
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    if (this.#closed) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => {
      this.#readers.push(resolve);
    });
  }

  /** Closes the stream: nothing is kept or heard any more. */
  return(): Promise<IteratorResult<RuntimeEvent>> {
    this.#kept.length = 0;
    this.#dropped = 0;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** Hears nothing more; what was heard can still be read. */
  end(): void {
    this.#closed = true;
    this.#unlisten();
    for (const reader of this.#readers.splice(0)) reader({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(event: RuntimeEvent): void {
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader({ value: event, done: false });
      return;
    }
    this.#kept.push(event);
    if (this.#kept.length <= this.#limit) return;
    this.#kept.shift();
    this.#dropped++;
  }

  #following(): RuntimeEvent | undefined {
    if (this.#dropped === 0) return this.#kept.shift();
    const count = this.#dropped;
    this.#dropped = 0;
    return { kind: 'events_dropped', count };
  }
}
