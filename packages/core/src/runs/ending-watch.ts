import type { Clock } from '../clock/clock.js';
import type { Database, Statement } from '../database/database.js';
import type { FinalStatus } from './run-status.js';

/** A look is worth it after so many milliseconds, whatever was heard. */
const pollMs = 500;

const ended: Statement = {
  name: 'ended_runs',
  text: `select g.id, r.status from unnest($1::bigint[]) as g(id) left join job_runs r on r.id = g.id
    where r.id is null or r.status in ('completed', 'failed', 'cancelled')`,
};

interface Waiter {
  readonly resolve: (status: FinalStatus | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Tells when runs have ended, wherever they are executed. However many are waited for, one statement asks for all of
 * them: when a process says that one of them has moved, and every half second.
 */
export class EndingWatch {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #waiters = new Map<number, Set<Waiter>>();
  #watching = false;
  #heard = false;
  #wake: () => void = () => {};

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Resolves to the final status of a run; null when there is no such run, or no more.
   * @throws the signal's reason once it is aborted. @throws {DatabaseUnreachableError}
   */
  async ended(id: number, signal?: AbortSignal): Promise<FinalStatus | null> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<FinalStatus | null>();
    const waiter = { resolve, reject };
    const waiters = this.#waiters.get(id) ?? new Set();
    this.#waiters.set(id, waiters.add(waiter));
    const give = () => reject(signal?.reason);
    signal?.addEventListener('abort', give, { once: true });
    this.#look();
    if (!this.#watching) void this.#watch();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', give);
      waiters.delete(waiter);
      if (waiters.size === 0 && this.#waiters.get(id) === waiters) this.#waiters.delete(id);
      if (this.#waiters.size === 0) this.#look();
    }
  }

  /** Told that a run has ended, by whoever knows it before the database is asked. */
  notice(id: number, status: FinalStatus | null): void {
    for (const { resolve } of this.#waiters.get(id) ?? []) resolve(status);
    this.#waiters.delete(id);
  }

  #look(): void {
    this.#heard = true;
    this.#wake();
  }

  async #watch(): Promise<void> {
    this.#watching = true;
    const unlisten = this.#database.hints.listen('infra_changed', (items) => {
      if (items === null || [...this.#waiters.keys()].some((id) => items.has(String(id)))) this.#look();
    });
    while (this.#waiters.size > 0) {
      this.#heard = false;
      await this.#tell();
      await this.#pause();
    }
    unlisten();
    this.#watching = false;
  }

  async #tell(): Promise<void> {
    try {
      const rows = await this.#database.query<{ id: number; status: FinalStatus | null }>(ended, [
        [...this.#waiters.keys()],
      ]);
      for (const { id, status } of rows) this.notice(id, status);
    } catch (error) {
      for (const waiters of this.#waiters.values()) for (const { reject } of waiters) reject(error);
      this.#waiters.clear();
    }
  }

  async #pause(): Promise<void> {
    if (this.#heard || this.#waiters.size === 0) return;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await this.#clock.sleep(pollMs, woken.signal);
  }
}
