import pg from 'pg';
import { type ConnectionSettings, clientConfig } from './connection-settings.js';

/**
 * What a hint is about: `infra_queued` names queues with runs to claim, `infra_ended` runs that are final, each as
 * `12:completed`, `infra_changed` the ids of runs that moved otherwise, progressed or wrote log lines, `infra_cancelled`
 * the ids of running runs that somebody wants cancelled.
 */
export type HintChannel = 'infra_queued' | 'infra_ended' | 'infra_changed' | 'infra_cancelled';

/** Told of items by name; null: anything may have happened, because the connection is new or the list was too long. */
export type HintListener = (items: ReadonlySet<string> | null) => void;

/**
 * Between two hints of one channel that this process sends, in milliseconds; the first goes at once. A caller who waits
 * for each of his runs before the next must not wait for his hints too; where much goes on, a hint is worth less and
 * costs as much.
 */
const spacingMs = { quiet: 2, busy: 20 } as const;
/** A statement tells others itself only after so many milliseconds without a hint: such commits wait for each other. */
const carryAfterMs = 10;
/** Only people look at these: they are gathered from the first one on. */
const unhurried: ReadonlySet<HintChannel> = new Set(['infra_changed']);
/** Calls, or items, since the last hint from which on much goes on. */
const busyFrom = 4;
/** Between two tries to listen, in milliseconds. */
const reconnectMs = 1_000;
/** PostgreSQL takes 7,999 bytes. */
const payloadLimit = 7_900;

/** What waits to be told. */
interface Outgoing {
  readonly items: Set<string>;
  calls: number;
}

/**
 * Tells other processes early what they would find by looking; nothing may depend on a hint that arrives.
 *
 * Hints are gathered: a burst of enqueues or endings costs one statement every few milliseconds.
 */
export class Hints {
  readonly #notify: (channel: HintChannel, text: string) => Promise<unknown>;
  readonly #settings: ConnectionSettings;
  readonly #enabled: boolean;
  readonly #listeners: Readonly<Record<HintChannel, Set<HintListener>>> = {
    infra_queued: new Set(),
    infra_ended: new Set(),
    infra_changed: new Set(),
    infra_cancelled: new Set(),
  };
  readonly #outgoing = new Map<HintChannel, Outgoing>();
  /** When others were last told, by `performance.now()`. */
  readonly #toldAt = new Map<HintChannel, number>();
  /** What the connection listens to. */
  #channels = new Set<HintChannel>();
  #client: pg.Client | null = null;
  #connecting: Promise<void> | null = null;
  #reconnect: NodeJS.Timeout | null = null;
  #closed = false;

  /**
   * @param notify sends one NOTIFY.
   * @param enabled false where the database is behind a pooler that knows no LISTEN: then nothing is sent or heard.
   */
  constructor(
    notify: (channel: HintChannel, text: string) => Promise<unknown>,
    settings: ConnectionSettings,
    enabled: boolean,
  ) {
    this.#notify = notify;
    this.#settings = settings;
    this.#enabled = enabled;
  }

  /** Tells others about these items, soon; returns at once. */
  send(channel: HintChannel, items: Iterable<string>): void {
    if (!this.#enabled || this.#closed) return;
    const waiting = this.#outgoing.get(channel);
    if (waiting !== undefined) {
      for (const item of items) waiting.items.add(item);
      waiting.calls++;
      return;
    }
    const first = { items: new Set(items), calls: 1 };
    if (first.items.size === 0) return;
    if (!unhurried.has(channel)) return void this.#flush(channel, first);
    this.#outgoing.set(channel, first);
    this.#flushIn(spacingMs.busy, channel, first);
  }

  /**
   * For a statement that can tell others itself when it commits, which spares a statement: what it is to say on the
   * channel; null when others were told a moment ago, and the items are to be sent once they are stored.
   */
  carry(channel: HintChannel, items: Iterable<string>): string | null {
    if (!this.#enabled || this.#closed || this.#outgoing.has(channel)) return null;
    const quietMs = performance.now() - (this.#toldAt.get(channel) ?? Number.NEGATIVE_INFINITY);
    if (quietMs < carryAfterMs) return null;
    this.#toldAt.set(channel, performance.now());
    const next: Outgoing = { items: new Set(), calls: 0 };
    this.#outgoing.set(channel, next);
    this.#flushIn(spacingMs.quiet, channel, next);
    return hintPayload(items);
  }

  /** Takes back an item that has not been told: something newer says it better. */
  forget(channel: HintChannel, item: string): void {
    this.#outgoing.get(channel)?.items.delete(item);
  }

  /** Hears hints of every process, its own included, until the returned function is called. */
  listen(channel: HintChannel, listener: HintListener): () => void {
    this.#listeners[channel].add(listener);
    if (this.#enabled) {
      this.#connecting = this.#connecting?.then(() => this.#subscribe()) ?? this.#connect();
    }
    return () => this.#listeners[channel].delete(listener);
  }

  /** Resolves when the first try to listen is over, successful or not. */
  async ready(): Promise<void> {
    await this.#connecting;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#reconnect !== null) clearTimeout(this.#reconnect);
    await this.#connecting;
    await this.#client?.end().catch(() => {});
  }

  async #flush(channel: HintChannel, { items, calls }: Outgoing): Promise<void> {
    const next: Outgoing = { items: new Set(), calls: 0 };
    this.#outgoing.set(channel, next);
    // A hint that is lost costs others one look of their polling.
    await this.#notify(channel, hintPayload(items)).catch(() => {});
    this.#toldAt.set(channel, performance.now());
    const busy = items.size >= busyFrom || calls >= busyFrom || unhurried.has(channel);
    this.#flushIn(busy ? spacingMs.busy : spacingMs.quiet, channel, next);
  }

  #flushIn(ms: number, channel: HintChannel, next: Outgoing): void {
    setTimeout(() => {
      if (next.items.size > 0 && !this.#closed) void this.#flush(channel, next);
      else this.#outgoing.delete(channel);
    }, ms).unref();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(clientConfig(this.#settings, 'infra hints'));
    client.on('notification', ({ channel, payload }) => this.#hear(channel as HintChannel, payload ?? ''));
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    try {
      await client.connect();
      this.#client = client;
      this.#channels = new Set();
    } catch {
      await client.end().catch(() => {});
      this.#retry();
      return;
    }
    await this.#subscribe();
  }

  /** Listens to what somebody here wants to hear: every other channel would only wake the process up. */
  async #subscribe(): Promise<void> {
    const wanted = Object.keys(this.#listeners) as HintChannel[];
    const more = wanted.filter((name) => this.#listeners[name].size > 0 && !this.#channels.has(name));
    if (this.#client === null || more.length === 0) return;
    for (const channel of more) this.#channels.add(channel);
    // A connection that fails is noticed by its own event.
    const heard = await this.#client.query(more.map((channel) => `listen ${channel}`).join('; ')).then(
      () => true,
      () => false,
    );
    // What was told while nobody listened is found by looking once.
    if (heard) for (const channel of more) this.#hear(channel, '');
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#retry();
  }

  #retry(): void {
    if (this.#closed) return;
    this.#reconnect = setTimeout(() => {
      this.#connecting = this.#connect();
    }, reconnectMs);
    this.#reconnect.unref();
  }

  #hear(channel: HintChannel, payload: string): void {
    const items = payload === '' ? null : new Set(payload.split(' '));
    for (const listener of this.#listeners[channel]) listener(items);
  }
}

/** What a NOTIFY carries: the items, or nothing where they are too many for one. */
export function hintPayload(items: Iterable<string>): string {
  const payload = [...items].join(' ');
  return Buffer.byteLength(payload) > payloadLimit ? '' : payload;
}
