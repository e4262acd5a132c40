import { type CombinedResult, combinedResult } from './combined-result.js';
import type { JobContext, Progress } from './job-context.js';
import { resolveWeights, type WeightsFit } from './phase-weights.js';
import type { Checkpoint } from './checkpoint.js';

/** What a phase in this process gets to run with. */
export interface PhaseContext {
  /** The run's: a phase that hands it on ends promptly. */
  readonly signal: AbortSignal;
  /** Reports the progress of this phase; it moves the run's by the phase's weight. */
  readonly progress: (progress: Progress) => void;
}

/** A phase that is a plain function. */
export interface LocalPhase {
  /** For people, unique among the phases. */
  readonly name: string;
  /** Returns what is kept of the phase, as JSON; what it throws ends the combined job. */
  readonly run: (context: PhaseContext) => unknown;
  /** Its share in percent, above 0; left out, an equal share of what the others leave. All sum to 100. */
  readonly weight?: number;
}

/** What of a job's context the phases use. */
type Around = Pick<JobContext, 'signal' | 'progress'> & {
  readonly checkpoint: Pick<Checkpoint, 'load' | 'save'>;
};

interface Kept {
  readonly phases: readonly string[];
  readonly results: readonly unknown[];
}

/**
 * Runs functions one after the other inside a job, with one progress and, where the job is declared `resumable: true`,
 * a checkpoint after each of them: a run that is resumed skips those that were done. What a phase throws is in the
 * result, not thrown.
 * @param options.resumable whether checkpoints are kept; false by default.
 * @throws {JobDeclarationError} for weights that do not sum to 100, and for no phase or more than 1,000.
 * @throws when the checkpoint is of other phases than these, or cannot be written.
 */
export async function runCombinedJob<const Phases extends readonly LocalPhase[]>(
  phases: Phases & WeightsFit<Phases>,
  context: Around,
  options: { readonly resumable?: boolean } = {},
): Promise<CombinedResult> {
  const weights = resolveWeights(phases.map(({ weight }) => weight));
  const names = phases.map(({ name }) => name);
  const checkpoint = options.resumable === true ? context.checkpoint : null;
  const kept = checkpoint === null ? null : keptOf(await checkpoint.load(), names);
  const results = [...(kept?.results ?? [])];
  const end = { names, results, resumed: kept !== null, skipped: results.length };
  let before = weights.slice(0, results.length).reduce((sum, weight) => sum + weight, 0);
  for (const [index, phase] of phases.entries()) {
    if (index < end.skipped) continue;
    if (context.signal.aborted) return combinedResult({ ...end, stop: stopped(context.signal.reason) });
    const weight = weights[index] ?? 0;
    const report = reporter(context, { name: phase.name, before, weight });
    report({});
    try {
      results.push((await phase.run({ signal: context.signal, progress: report })) ?? null);
    } catch (error) {
      const stop = context.signal.aborted
        ? stopped(context.signal.reason)
        : { cancelled: false, error: messageOf(error) };
      return combinedResult({ ...end, stop });
    }
    await checkpoint?.save({ phases: names, results } satisfies Kept);
    before += weight;
  }
  context.progress({ completed: 100, total: 100 });
  return combinedResult({ ...end, stop: null });
}

function keptOf(state: unknown, names: readonly string[]): Kept | null {
  if (state === null) return null;
  const { phases, results } = state as Partial<Kept>;
  if (!Array.isArray(phases) || !Array.isArray(results))
    throw new Error('the checkpoint is not one of runCombinedJob');
  const changed = names.length !== phases.length || names.some((name, index) => name !== phases[index]);
  if (changed)
    throw new Error(`the checkpoint is of other phases (${phases.join(', ')}): start without resuming`);
  return { phases: names, results };
}

function reporter(
  context: Around,
  { name, before, weight }: { readonly name: string; readonly before: number; readonly weight: number },
): (progress: Progress) => void {
  return ({ completed, total, message, counters }) => {
    const share = total === undefined || total <= 0 ? 0 : Math.min(1, Math.max(0, (completed ?? 0) / total));
    context.progress({
      completed: before + share * weight,
      total: 100,
      message: message === undefined ? name : `${name}: ${message}`,
      ...(counters === undefined ? {} : { counters }),
    });
  };
}

function stopped(reason: unknown): { readonly cancelled: true; readonly error: string } {
  return { cancelled: true, error: messageOf(reason) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
