import type { Clock } from '../clock/clock.js';
import type { ClaimedRun } from '../runs/run.js';
import type { WantedCancel } from '../runs/settle/cancel-runs.js';
import type { AbortCause } from './decide-outcome.js';
import type { Interruption } from './perform.js';

/** A run that a worker holds, until its outcome is recorded. */
export interface Execution {
  readonly run: ClaimedRun;
  readonly interruption: Interruption;
}

type Token = Pick<ClaimedRun, 'id' | 'attempt'>;

const keyOf = ({ id, attempt }: Token): string => `${id}/${attempt}`;

/** The attempts that a worker held at one moment. */
export interface HeldAttempts {
  has(attempt: Token): boolean;
}

/** The runs that one worker holds. */
export class Executions {
  readonly #all = new Set<Execution>();
  #ended = (): void => {};

  get size(): number {
    return this.#all.size;
  }

  add(execution: Execution): void {
    this.#all.add(execution);
  }

  delete(execution: Execution): void {
    this.#all.delete(execution);
    if (this.#all.size === 0) this.#ended();
  }

  /** Whether one of these runs is held here. */
  holdsAny(ids: ReadonlySet<string>): boolean {
    for (const { run } of this.#all) if (ids.has(String(run.id))) return true;
    return false;
  }

  /** The attempts that are held now, whatever happens to them later. */
  held(): HeldAttempts {
    const keys = new Set([...this.#all].map(({ run }) => keyOf(run)));
    return { has: (attempt) => keys.has(keyOf(attempt)) };
  }

  /** Asks those of these runs that are held here to end as cancelled. */
  cancel(wanted: readonly WantedCancel[]): void {
    const byId = new Map(wanted.map((cancel) => [cancel.id, cancel]));
    for (const { run, interruption } of this.#all) {
      const cancel = byId.get(run.id);
      if (cancel === undefined) continue;
      interruption.interrupt('cancelled', cancel.reason);
      if (cancel.force) interruption.force();
    }
  }

  interruptAll(cause: AbortCause): void {
    for (const { interruption } of this.#all) interruption.interrupt(cause);
  }

  /** Ends the grace time of those that were interrupted. */
  forceAll(): void {
    for (const { interruption } of this.#all) interruption.force();
  }

  /** Resolves when none is held, or the time is over. */
  async finished(withinMs: number, clock: Clock): Promise<void> {
    if (this.#all.size === 0) return;
    const over = new AbortController();
    this.#ended = () => over.abort();
    await clock.sleep(withinMs, over.signal);
  }
}
