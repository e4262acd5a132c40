import type { PhasesFound } from '../runs/checkpoint/checkpoint-store.js';

/** A phase as far as a checkpoint is compared by it. */
interface Named {
  readonly name: string;
  readonly jobName: string;
}

/** Where a combined run begins. */
export type PhasePlan =
  | {
      /** Of the phases that are skipped, from the first one on. */
      readonly results: readonly unknown[];
      /** The run of the phase at which the earlier run stopped. */
      readonly retryOf: number | null;
    }
  | { readonly refused: string };

const fromTheStart = { results: [], retryOf: null } as const;

/**
 * Decides where a combined run begins: after the phases that an earlier run has completed, if it is to resume that and
 * the phases are the same by name and job, else with the first.
 */
export function planPhases(phases: readonly Named[], { resume, phases: kept }: PhasesFound): PhasePlan {
  if (!resume || kept === null) return fromTheStart;
  const changed = changeOf(phases, kept);
  if (changed !== null) return { refused: changed };
  const stopped = kept.findIndex(({ completed }) => !completed);
  const done = stopped === -1 ? kept : kept.slice(0, stopped);
  return { results: done.map(({ result }) => result), retryOf: kept[stopped]?.child ?? null };
}

function changeOf(phases: readonly Named[], kept: readonly Named[]): string | null {
  for (const [index, { name, jobName }] of phases.entries()) {
    const was = kept[index];
    if (was !== undefined && (was.name !== name || was.jobName !== jobName)) {
      return `phase ${index + 1} was '${was.name}' (${was.jobName}) and is '${name}' (${jobName}) now`;
    }
  }
  return phases.length === kept.length
    ? null
    : `it has ${kept.length} phases, and the job has ${phases.length} now`;
}
