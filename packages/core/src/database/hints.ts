import pg from 'pg';
import { type ConnectionSettings, clientConfig } from './connection-settings.js';

/**
 * What a hint is about: `infra_queued` names queues with runs to claim, `infra_changed` the ids of runs that moved,
 * progressed or wrote log lines, `infra_cancelled` the ids of running runs that somebody wants cancelled.
 */
export type HintChannel = 'infra_queued' | 'infra_changed' | 'infra_cancelled';

/** Told of items by name; null: anything may have happened, because the connection is new or the list was too long. */
export type HintListener = (items: ReadonlySet<string> | null) => void;

const channels: readonly HintChannel[] = ['infra_queued', 'infra_changed', 'infra_cancelled'];

/**
 * Between two hints of one channel that this process sends, in milliseconds; the first goes at once. A caller who waits
 * for each of his runs before the next must not wait for his hints too; where much goes on, a hint is worth less and
 * costs as much.
 */
const spacingMs = { quiet: 2, busy: 20 } as const;
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
    infra_changed: new Set(),
    infra_cancelled: new Set(),
  };
  readonly #outgoing = new Map<HintChannel, Outgoing>();
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
    const first = new Set(items);
    if (first.size > 0) void this.#flush(channel, { items: first, calls: 1 });
  }

  /** Hears hints of every process, its own included, until the returned function is called. */
  listen(channel: HintChannel, listener: HintListener): () => void {
    this.#listeners[channel].add(listener);
    if (this.#enabled) this.#connecting ??= this.#connect();
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
    const busy = items.size >= busyFrom || calls >= busyFrom;
    setTimeout(
      () => {
        if (next.items.size > 0 && !this.#closed) void this.#flush(channel, next);
        else this.#outgoing.delete(channel);
      },
      busy ? spacingMs.busy : spacingMs.quiet,
    ).unref();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(clientConfig(this.#settings, 'infra hints'));
    client.on('notification', ({ channel, payload }) => this.#hear(channel as HintChannel, payload ?? ''));
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    try {
      await client.connect();
      for (const channel of channels) await client.query(`listen ${channel}`);
      this.#client = client;
      // What was told while nobody listened is found by looking once.
      for (const channel of channels) this.#hear(channel, '');
    } catch {
      await client.end().catch(() => {});
      this.#retry();
    }
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
