import { type CombinedResult, combinedResult } from '@infra/traits';
import type { CombinedRun, Phase } from '../runs/phases/read-phases.js';
import type { Outcome, RunResult } from '../runs/run.js';
import { isFinal } from '../runs/run-status.js';

/** The most characters of JSON that the results of all phases may have with their outputs: a run keeps 16 Mi in all. */
const largestResults = 8 * 2 ** 20;

/**
 * Decides how a combined run ends, from its phases as they are; null while one of them is unfinished. A run whose phases
 * are all done has completed, also when somebody wanted it cancelled meanwhile.
 */
export function decideEnd(
  run: Pick<CombinedRun, 'resume' | 'cancelReason'>,
  phases: readonly Phase[],
): Outcome | null {
  const stopped = phases.find(({ completed }) => !completed);
  const done = phases.filter(({ completed }) => completed);
  const end = {
    names: phases.map(({ name }) => name),
    results: fitting(done.map(({ result }) => result)),
    resumed: run.resume,
    skipped: done.filter(({ child }) => child === null).length,
  };
  if (stopped === undefined) {
    return {
      status: 'completed',
      result: recorded(combinedResult({ ...end, stop: null }), done),
      error: null,
    };
  }
  const { child, status } = stopped;
  if (child !== null && status !== null && !isFinal(status)) return null;
  const cancelled = status === 'cancelled' || (status !== 'failed' && run.cancelReason !== null);
  const reason = cancelled ? cancelReason(run, stopped) : failureOf(stopped);
  const result = combinedResult({ ...end, stop: { cancelled, error: reason } });
  return cancelled
    ? { status: 'cancelled', result: recorded(result, done), error: { code: 'cancelled', message: reason } }
    : {
        status: 'failed',
        result: recorded(result, done),
        error: { code: 'phase_failed', message: result.message },
      };
}

/** Results that are too much together go without their outputs, which the runs of the phases have. */
function fitting(results: readonly (RunResult | null)[]): readonly (RunResult | null)[] {
  let size = 0;
  for (const result of results) {
    size += JSON.stringify(result).length;
    if (size > largestResults) return results.map((one) => (one === null ? null : { ...one, output: null }));
  }
  return results;
}

function cancelReason({ cancelReason: asked }: Pick<CombinedRun, 'cancelReason'>, { error }: Phase): string {
  return asked ?? error?.message ?? 'its phase was cancelled';
}

function failureOf({ child, status, error }: Phase): string {
  if (error !== null) return error.message;
  if (child === null) return 'it never began';
  return status === null ? `its run ${child} was removed` : 'it failed and left no error';
}

function recorded(result: CombinedResult, done: readonly Phase[]): RunResult {
  return {
    success: result.success,
    message: result.message,
    items_processed: sumOf(done, 'items_processed'),
    items_failed: sumOf(done, 'items_failed'),
    duration_ms: null,
    output: result,
  };
}

function sumOf(phases: readonly Phase[], figure: 'items_processed' | 'items_failed'): number {
  return phases.reduce((sum, { result }) => sum + (result?.[figure] ?? 0), 0);
}
