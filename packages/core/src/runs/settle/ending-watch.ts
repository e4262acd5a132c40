import type { Clock } from '../../clock/clock.js';
import type { Database, Statement } from '../../database/database.js';
import { WakeableSleep } from '../../clock/wakeable-sleep.js';
import { type FinalStatus, isFinal, type RunStatus } from '../run-status.js';

/** How often it asks the database, whatever was heard. */
const pollMs = 500;
/** Endings that are kept for whoever is about to wait, at most. */
const mostNoted = 1_000;

const ended: Statement = {
  name: 'ended_runs',
  text: `select g.id, r.status from unnest($1::bigint[]) as g(id) left join job_runs r on r.id = g.id
    where r.id is null or r.status in ('completed', 'failed', 'cancelled')`,
};

interface Waiter {
  readonly resolve: (status: FinalStatus | null) => void;
  readonly reject: (error: unknown) => void;
}

/** How endings are told to other processes: of these runs, those that are final. */
export function endingHints(runs: Iterable<readonly [id: number, status: RunStatus]>): string[] {
  const hints: string[] = [];
  for (const [id, status] of runs) if (isFinal(status)) hints.push(`${id}:${status}`);
  return hints;
}

/**
 * Tells when runs have ended, wherever they are executed: when a process says so, and however many are waited for, one
 * statement asks for all of them every half second.
 */
export class EndingWatch {
  readonly #database: Database;
  readonly #sleep: WakeableSleep;
  readonly #waiters = new Map<number, Set<Waiter>>();
  #watching = false;
  #listening = false;
  /** Callers who submit a run that they will wait for, and what has ended meanwhile. */
  #submitting = 0;
  readonly #noted = new Map<number, FinalStatus>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#sleep = new WakeableSleep(clock);
  }

  /**
   * Submits a run and resolves to what `wait` says. While it is submitted endings are noted, so that a run which is new
   * (see {@link ended}) need not be looked for although it may end before its id is known.
   */
  async submitted<Submission, Result>(
    submit: () => Promise<Submission>,
    wait: (submission: Submission) => Promise<Result>,
  ): Promise<Result> {
    this.#listen();
    this.#submitting++;
    try {
      return await wait(await submit());
    } finally {
      this.#submitting--;
      if (this.#submitting === 0) this.#noted.clear();
    }
  }

  /**
   * Resolves to the final status of a run; null when there is no such run, or no more.
   * @param isNew it was stored within {@link submitted}: no need to ask at once whether it has ended.
   * @throws the signal's reason once it is aborted. @throws {DatabaseUnreachableError}
   */
  async ended(id: number, signal?: AbortSignal, isNew = false): Promise<FinalStatus | null> {
    signal?.throwIfAborted();
    const noted = this.#noted.get(id);
    if (noted !== undefined) return noted;
    const { promise, resolve, reject } = Promise.withResolvers<FinalStatus | null>();
    const waiter = { resolve, reject };
    const waiters = this.#waiters.get(id) ?? new Set();
    this.#waiters.set(id, waiters.add(waiter));
    const give = () => reject(signal?.reason);
    signal?.addEventListener('abort', give, { once: true });
    this.#listen();
    if (!this.#watching) void this.#watch(isNew);
    else if (!isNew) this.#sleep.wake();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', give);
      waiters.delete(waiter);
      if (waiters.size === 0 && this.#waiters.get(id) === waiters) this.#waiters.delete(id);
      if (this.#waiters.size === 0) this.#sleep.wake();
    }
  }

  /** Told that a run has ended, by whoever knows it before the database is asked. */
  notice(id: number, status: FinalStatus | null): void {
    for (const { resolve } of this.#waiters.get(id) ?? []) resolve(status);
    this.#waiters.delete(id);
    if (this.#submitting > 0 && status !== null) this.#note(id, status);
  }

  #note(id: number, status: FinalStatus): void {
    this.#noted.set(id, status);
    const [oldest] = this.#noted.keys();
    if (this.#noted.size > mostNoted && oldest !== undefined) this.#noted.delete(oldest);
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#database.hints.listen('infra_ended', (items) => {
      if (items === null) this.#sleep.wake();
      else for (const item of items) this.#hear(item);
    });
  }

  #hear(item: string): void {
    const [id = '', status = ''] = item.split(':');
    if (isFinal(status as RunStatus)) this.notice(Number(id), status as FinalStatus);
  }

  async #watch(isNew: boolean): Promise<void> {
    this.#watching = true;
    if (isNew) await this.#sleep.sleep(pollMs);
    while (this.#waiters.size > 0) {
      await this.#tell();
      if (this.#waiters.size > 0) await this.#sleep.sleep(pollMs);
    }
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
}
