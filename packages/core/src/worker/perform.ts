import { inspect } from 'node:util';
import type { JobResult } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import type { AbortCause, Performed } from './decide-outcome.js';

/** How long an aborted attempt has to end by itself, in milliseconds. */
export const abortGraceMs = 5_000;

/** Lets an attempt be told to end, once and with one cause: the first one counts. */
export class Interruption {
  readonly #controller = new AbortController();
  #cause: AbortCause | null = null;
  #reason = '';

  get signal(): AbortSignal {
    return this.#controller.signal;
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
    this.#controller.abort(new DOMException(`the run was interrupted: ${cause}`, 'AbortError'));
  }
}

/**
 * Runs a job's code until it returns, throws, or has been interrupted and its grace time is over; never rejects. What was
 * interrupted before it began does not begin.
 *
 * Code in this process cannot be killed: abandoned code may go on, but its late result goes nowhere.
 */
export async function perform(
  execute: () => Promise<JobResult>,
  interruption: Interruption,
  options: { readonly timeoutMs: number | null; readonly clock: Clock },
): Promise<Performed> {
  if (interruption.signal.aborted) return { kind: 'abandoned' };
  const over = new AbortController();
  const attempt = Promise.resolve()
    .then(execute)
    .then(returned, (error: unknown): Performed => ({ kind: 'threw', error }));
  const { timeoutMs, clock } = options;
  if (timeoutMs !== null) void expire(timeoutMs, interruption, clock, over.signal);
  try {
    return await Promise.race([attempt, abandoned(interruption.signal, clock, over.signal)]);
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
  over: AbortSignal,
): Promise<void> {
  await clock.sleep(timeoutMs, over);
  if (!over.aborted) interruption.interrupt('timeout');
}

async function abandoned(interrupted: AbortSignal, clock: Clock, over: AbortSignal): Promise<Performed> {
  await new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    else interrupted.addEventListener('abort', () => resolve(), { once: true });
  });
  await clock.sleep(abortGraceMs, over);
  return { kind: 'abandoned' };
}
