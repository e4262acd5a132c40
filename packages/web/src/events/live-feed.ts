import { randomUUID } from 'node:crypto';
import { type Change, type Emit, type Host, operations } from '@infra/core';
import { type ChangeEvent, changeNouns as allNouns } from './change-event.js';
import { Broadcast } from './broadcast.js';
import { eventFrame, heartbeat } from './server-sent-events.js';

/** Messages that are kept for readers who come back. */
const mostKept = 1_000;
/** How long it goes on watching when nobody reads: a page that is loaded again finds what it missed. */
const lingerMs = 30_000;
const beatMs = 15_000;
/** After a fault, such as a database that is away. */
const againMs = 1_000;

/**
 * What changes, for every viewer of this process: one watcher however many they are, and none when there are none.
 *
 * An event's id is that of the watch and its number in it: `…-12`. A viewer who comes back with one that is not known any
 * more is told to read everything again (`reset`).
 */
export class LiveFeed {
  readonly #host: Host;
  readonly #emit: Emit;
  readonly #changed: () => void;
  readonly #closing = new AbortController();
  #watch: Watch | null = null;
  #viewers = 0;
  #linger: NodeJS.Timeout | null = null;

  /** @param changed called before viewers are told of a change. */
  constructor(host: Host, emit: Emit, changed: () => void) {
    this.#host = host;
    this.#emit = emit;
    this.#changed = changed;
  }

  /**
   * The events behind the one with this id; from now on without one.
   * @param signal aborted when the reader has gone.
   */
  async *events(lastId: string | null, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    if (this.#closing.signal.aborted) return;
    const watch = this.#enter();
    try {
      await watch.ready;
      const { broadcast } = watch;
      const known = watch.positionOf(lastId);
      let position = known ?? broadcast.position;
      // Whoever reads comments knows by it that what changes from now on is told.
      yield heartbeat;
      if (lastId !== null && known === null) yield watch.reset(position);
      while (!signal.aborted) {
        const { messages, missed } = broadcast.behind(position);
        if (missed) {
          position = broadcast.position;
          yield watch.reset(position);
        }
        for (const message of messages) {
          position = message.position;
          yield message.bytes;
        }
        if (messages.length > 0 || missed) continue;
        if (broadcast.ended) return;
        if ((await broadcast.wait(signal)) === 'beat') yield heartbeat;
      }
    } finally {
      this.#leave();
    }
  }

  close(): void {
    this.#closing.abort();
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#watch?.end();
    this.#watch = null;
  }

  #enter(): Watch {
    this.#viewers++;
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
    this.#watch ??= new Watch(this.#host, this.#emit, this.#changed);
    return this.#watch;
  }

  #leave(): void {
    this.#viewers--;
    if (this.#viewers > 0 || this.#closing.signal.aborted) return;
    this.#linger = setTimeout(() => {
      this.#watch?.end();
      this.#watch = null;
    }, lingerMs);
    this.#linger.unref();
  }
}

/** One stretch of watching, from the first viewer to some time after the last one. */
class Watch {
  readonly broadcast = new Broadcast(mostKept, 0);
  /** Resolves when what changes from now on is told. */
  readonly ready: Promise<void>;
  readonly #name = randomUUID().slice(0, 8);
  readonly #end = new AbortController();
  readonly #changed: () => void;
  readonly #beat: NodeJS.Timeout;
  #number = 0;

  constructor(host: Host, emit: Emit, changed: () => void) {
    this.#changed = changed;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#beat = setInterval(() => this.broadcast.beat(), beatMs).unref();
    this.#end.signal.addEventListener('abort', () => resolve(), { once: true });
    void this.#run(host, emit, resolve);
  }

  /** What a viewer is told who has to read everything again. */
  reset(position: number): Uint8Array {
    return this.#frame(position, { reset: true, runs: [], nouns: allNouns });
  }

  /** Where the event with this id stands; null for one of another watch. */
  positionOf(id: string | null): number | null {
    const [, name, number] = /^([\da-f]{8})-(\d{1,15})$/.exec(id ?? '') ?? [];
    const position = Number(number);
    return name === this.#name && position <= this.broadcast.position ? position : null;
  }

  end(): void {
    clearInterval(this.#beat);
    this.#end.abort();
    this.broadcast.end();
  }

  async #run(host: Host, emit: Emit, ready: () => void): Promise<void> {
    const { signal } = this.#end;
    const { watchChanges } = await operations.watchChanges();
    let isKnown = false;
    const onReady = () => {
      isKnown = false;
      ready();
    };
    while (!signal.aborted) {
      try {
        await watchChanges(host, { signal, onReady, onChange: (change) => this.#tell(change) });
      } catch (error) {
        // Told once, however often it is tried again.
        if (!isKnown) emit({ kind: 'fault', where: 'the live events of the dashboard', error });
        isKnown = true;
        await host.clock.sleep(againMs, signal);
        // What happened meanwhile is not known.
        this.#tellReset();
      }
    }
  }

  #tell(change: Change): void {
    this.#changed();
    const position = ++this.#number;
    this.broadcast.tell([{ position, bytes: this.#frame(position, { reset: false, ...change }) }]);
  }

  #tellReset(): void {
    this.#changed();
    const position = ++this.#number;
    this.broadcast.tell([{ position, bytes: this.reset(position) }]);
  }

  #frame(position: number, event: ChangeEvent): Uint8Array {
    return eventFrame({ id: `${this.#name}-${position}`, data: event });
  }
}
