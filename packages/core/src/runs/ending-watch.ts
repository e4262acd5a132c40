import type { Clock } from '../clock/clock.js';
import type { Database, Statement } from '../database/database.js';
import { RunChanges } from './run-changes.js';
import type { FinalStatus } from './run-status.js';

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
  /** While somebody waits. */
  #changes: RunChanges | null = null;

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
    if (this.#changes === null) void this.#watch();
    else this.#changes.look();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', give);
      waiters.delete(waiter);
      if (waiters.size === 0 && this.#waiters.get(id) === waiters) this.#waiters.delete(id);
      if (this.#waiters.size === 0) this.#changes?.look();
    }
  }

  /** Told that a run has ended, by whoever knows it before the database is asked. */
  notice(id: number, status: FinalStatus | null): void {
    for (const { resolve } of this.#waiters.get(id) ?? []) resolve(status);
    this.#waiters.delete(id);
  }

  async #watch(): Promise<void> {
    const changes = new RunChanges(this.#database.hints, this.#clock, (id) => this.#waiters.has(Number(id)));
    this.#changes = changes;
    while (this.#waiters.size > 0) {
      await this.#tell();
      if (this.#waiters.size > 0) await changes.next();
    }
    changes.close();
    this.#changes = null;
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
}
