import { inspect } from 'node:util';
import type { JobResult } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import type { AbortCause, Performed } from './decide-outcome.js';
import { handedOver } from './handed-over.js';
import { LazyAbort } from './lazy-abort.js';

/** How long an attempt that a stopping worker aborts has to end by itself, in milliseconds. */
export const stopGraceMs = 5_000;
/** How long a killed attempt's process may take to be gone, in milliseconds. */
const killMs = 2_000;

const nobody = (): void => {};

/** Lets an attempt be told to end, once and with one cause: the first one counts. */
export class Interruption {
  readonly #abort = new AbortController();
  #cause: AbortCause | null = null;
  #reason = '';
  #isForced = false;
  #tell = nobody;
  #force = nobody;

  /** For the job. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get cause(): AbortCause | null {
    return this.#cause;
  }

  /** What whoever asked for it said. */
  get reason(): string {
    return this.#reason;
  }

  interrupt(cause: AbortCause, reason = ''): void {
    // A worker that is declared dead has lost its say, whatever else was asked before.
    if (this.#cause !== null && cause !== 'worker_dead') return;
    this.#cause = cause;
    this.#reason = reason;
    this.#abort.abort(new DOMException(`the run was interrupted: ${cause}`, 'AbortError'));
    const tell = this.#tell;
    this.#tell = nobody;
    tell();
  }

  /** Calls this listener, and none before it, when the attempt is told to end: once, or at once when it was. */
  heed(listener: () => void): void {
    if (this.#cause === null) this.#tell = listener;
    else listener();
  }

  /** Ends the grace time of an attempt that was interrupted. */
  force(): void {
    this.#isForced = true;
    this.#force();
  }

  /** Resolves when the grace time is ended before its time. */
  forced(): Promise<void> {
    if (this.#isForced) return Promise.resolve();
    return new Promise((resolve) => {
      this.#force = resolve;
    });
  }
}

/** How an attempt is executed. */
export interface PerformOptions {
  /** The longest it may take; null for no limit. */
  readonly timeoutMs: number | null;
  /** What it has to end by itself after a cancel or at its timeout. */
  readonly graceMs: number;
  /** Whether its code ends when it is abandoned: it runs in a process of its own. */
  readonly killable: boolean;
  readonly clock: Clock;
}

/**
 * Runs a job's code until it returns, throws, or has been interrupted and its grace time is over; never rejects. What was
 * interrupted before it began does not begin.
 *
 * Code in this process cannot be killed: abandoned code may go on, but its late result goes nowhere. Killable code is
 * told by the signal that `execute` gets, and is gone before its end is recorded.
 */
export async function perform(
  execute: (abandoned: AbortSignal | null) => Promise<JobResult | typeof handedOver>,
  interruption: Interruption,
  options: PerformOptions,
): Promise<Performed> {
  if (interruption.cause !== null) return { kind: 'abandoned' };
  const over = new LazyAbort();
  const kill = options.killable ? new AbortController() : null;
  const { timeoutMs, clock } = options;
  if (timeoutMs !== null) void expire(timeoutMs, interruption, clock, over);
  const attempt = ended(execute, kill?.signal ?? null);
  const performed = await unlessAbandoned(attempt, interruption, options, over);
  if (performed.kind === 'abandoned' && kill !== null) {
    kill.abort();
    await Promise.race([attempt, clock.sleep(killMs, over.signal)]);
  }
  over.abort();
  return performed;
}

async function ended(
  execute: (abandoned: AbortSignal | null) => Promise<JobResult | typeof handedOver>,
  abandoned: AbortSignal | null,
): Promise<Performed> {
  try {
    return returned(await execute(abandoned));
  } catch (error) {
    return { kind: 'threw', error };
  }
}

/** A job may come from code that no compiler has seen, and from another copy of the traits. */
function returned(result: unknown): Performed {
  if (result === handedOver) return { kind: 'handed_over' };
  if (typeof result === 'object' && result !== null && typeof Reflect.get(result, 'success') === 'boolean') {
    // Read here, where a getter that throws is the job's own error.
    const { success, message, itemsProcessed, itemsFailed, durationMs, output } = result as JobResult;
    const read = { success, message, itemsProcessed, itemsFailed, durationMs, output } as JobResult;
    return { kind: 'returned', result: read };
  }
  const given = inspect(result, { depth: 0, breakLength: Infinity }).slice(0, 100);
  return { kind: 'threw', error: new TypeError(`execute() returned ${given}, not a JobResult`) };
}

async function expire(
  timeoutMs: number,
  interruption: Interruption,
  clock: Clock,
  over: LazyAbort,
): Promise<void> {
  await clock.sleep(timeoutMs, over.signal);
  if (!over.aborted) interruption.interrupt('timeout');
}

/** Resolves to how the attempt ended, or to the end of its grace time where that comes before. */
function unlessAbandoned(
  attempt: Promise<Performed>,
  interruption: Interruption,
  options: PerformOptions,
  over: LazyAbort,
): Promise<Performed> {
  // Hardly an attempt is ever interrupted: what waits for that is one listener, no promise.
  return new Promise((resolve) => {
    void attempt.then(resolve);
    interruption.heed(() => {
      void graceOver(interruption, options, over).then(() => resolve({ kind: 'abandoned' }));
    });
  });
}

async function graceOver(
  interruption: Interruption,
  { graceMs, killable, clock }: PerformOptions,
  over: LazyAbort,
): Promise<void> {
  const { cause } = interruption;
  // Others have the run already: two processes must not work on it for longer than it takes.
  if (cause === 'worker_dead' && killable) return;
  const ownGrace = cause === 'cancelled' || cause === 'timeout';
  await Promise.race([clock.sleep(ownGrace ? graceMs : stopGraceMs, over.signal), interruption.forced()]);
}
