import { inspect } from 'node:util';
import type { JobResult } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import type { AbortCause, Performed } from './decide-outcome.js';
import { LazyAbort } from './lazy-abort.js';

/** How long an attempt that a stopping worker aborts has to end by itself, in milliseconds. */
export const stopGraceMs = 5_000;
/** How long a killed attempt's process may take to be gone, in milliseconds. */
const killMs = 2_000;

/** Lets an attempt be told to end, once and with one cause: the first one counts. */
export class Interruption {
  readonly #abort = new LazyAbort();
  #cause: AbortCause | null = null;
  #reason = '';
  #isForced = false;
  #told: () => void = () => {};
  #force: () => void = () => {};

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
    this.#told();
  }

  /** Resolves when the attempt is told to end. */
  interrupted(): Promise<void> {
    if (this.#cause !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#told = resolve;
    });
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
  execute: (abandoned: AbortSignal | null) => Promise<JobResult>,
  interruption: Interruption,
  options: PerformOptions,
): Promise<Performed> {
  if (interruption.cause !== null) return { kind: 'abandoned' };
  const over = new LazyAbort();
  const kill = options.killable ? new AbortController() : null;
  const attempt = Promise.resolve()
    .then(() => execute(kill?.signal ?? null))
    .then(returned, (error: unknown): Performed => ({ kind: 'threw', error }));
  const { timeoutMs, clock } = options;
  if (timeoutMs !== null) void expire(timeoutMs, interruption, clock, over);
  try {
    const ended = await Promise.race([attempt, abandoned(interruption, options, over)]);
    if (ended.kind !== 'abandoned' || kill === null) return ended;
    kill.abort();
    await Promise.race([attempt, clock.sleep(killMs, over.signal)]);
    return ended;
  } finally {
    over.abort();
  }
}

/** A job may come from code that no compiler has seen, and from another copy of the traits. */
function returned(result: unknown): Performed {
  if (typeof result === 'object' && result !== null && typeof Reflect.get(result, 'success') === 'boolean') {
    return { kind: 'returned', result: result as JobResult };
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

async function abandoned(
  interruption: Interruption,
  { graceMs, killable, clock }: PerformOptions,
  over: LazyAbort,
): Promise<Performed> {
  await interruption.interrupted();
  const { cause } = interruption;
  // Others have the run already: two processes must not work on it for longer than it takes.
  if (cause === 'worker_dead' && killable) return { kind: 'abandoned' };
  const ownGrace = cause === 'cancelled' || cause === 'timeout';
  await Promise.race([clock.sleep(ownGrace ? graceMs : stopGraceMs, over.signal), interruption.forced()]);
  return { kind: 'abandoned' };
}
