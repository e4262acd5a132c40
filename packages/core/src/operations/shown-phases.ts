import type { RunDetails } from '../artifacts/run-details.js';
import type { Phase } from '../runs/phases/read-phases.js';
import { percentOf, type ShownProgress } from './shown-run.js';

/** The phases of a combined run as artifacts show them; null for any other run. */
export function shownPhases(phases: readonly Phase[]): RunDetails['phases'] {
  if (phases.length === 0) return null;
  return phases.map((phase) => ({
    index: phase.position,
    name: phase.name,
    job_name: phase.jobName,
    weight: phase.weight,
    status: phase.completed ? 'completed' : phase.status,
    run_id: phase.child === null ? null : String(phase.child),
  }));
}

/** The progress of a combined run with that of the phase that it is in. */
export function progressWithin(progress: ShownProgress, phases: readonly Phase[]): ShownProgress {
  const current = phases.find(({ completed }) => !completed);
  const { completed, total } = current?.progress ?? {};
  if (current?.status !== 'running' || progress.completed === null) return progress;
  if (typeof completed !== 'number' || typeof total !== 'number' || total <= 0) return progress;
  const within = current.weight * Math.min(1, Math.max(0, completed / total));
  const whole = Math.round((progress.completed + within) * 100) / 100;
  return { ...progress, completed: whole, percent: percentOf(whole, progress.total) };
}
