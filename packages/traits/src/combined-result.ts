/** One phase that has completed. */
export interface PhaseResult {
  /** The phase's name. */
  readonly phase: string;
  /** Its position, from 0. */
  readonly index: number;
  /** What it returned, as JSON. */
  readonly result: unknown;
}

/** What a combined job returns (document 002). */
export type CombinedResult = CombinedRecord & (CombinedSuccess | CombinedStop);

interface CombinedRecord {
  /** Phases that are done, those of an earlier run among them. */
  readonly phases_completed: number;
  readonly phase_results: readonly PhaseResult[];
  /** One line for people. */
  readonly message: string;
  /** Whether phases of an earlier run were skipped, or would have been: it continued from a checkpoint. */
  readonly resumed: boolean;
  /** Phases that were done before this run. */
  readonly phases_skipped: number;
}

interface CombinedSuccess {
  readonly success: true;
  readonly status: 'success';
}

interface CombinedStop {
  readonly success: false;
  /** Null for a failure. */
  readonly status: 'cancelled' | null;
  /** The position of the phase at which it stopped, from 0. */
  readonly current_phase: number;
  readonly phase_name: string;
  readonly error: string;
}

/** What is known of a combined job when it ends. */
export interface CombinedEnd {
  readonly names: readonly string[];
  /** Of the phases that are done, in their order. */
  readonly results: readonly unknown[];
  readonly resumed: boolean;
  readonly skipped: number;
  /** Why it stopped before its last phase was done; null when it did not. */
  readonly stop: { readonly cancelled: boolean; readonly error: string } | null;
}

/** The return value of a combined job. */
export function combinedResult({ names, results, resumed, skipped, stop }: CombinedEnd): CombinedResult {
  const done = results.length;
  const record = {
    phases_completed: done,
    phase_results: results.map((result, index) => ({ phase: names[index] ?? '', index, result })),
    resumed,
    phases_skipped: skipped,
  };
  if (stop === null) {
    const before = skipped === 0 ? '' : `, ${skipped} of them before`;
    return { success: true, status: 'success', ...record, message: `all ${done} phases completed${before}` };
  }
  const name = names[done] ?? '';
  const where = `in phase ${done + 1} of ${names.length} (${name})`;
  return {
    success: false,
    status: stop.cancelled ? 'cancelled' : null,
    ...record,
    message: `${stop.cancelled ? 'cancelled' : 'failed'} ${where}: ${stop.error}`,
    current_phase: done,
    phase_name: name,
    error: stop.error,
  };
}
