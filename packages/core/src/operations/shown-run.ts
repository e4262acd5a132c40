import type { z } from 'zod';
import type { runProgress } from '../artifacts/artifact-fields.js';
import type { Run } from '../runs/run.js';

/** How far a run says it is, as artifacts show it. */
export type ShownProgress = z.infer<typeof runProgress>;

/** From the start of a run's first attempt to its end, in milliseconds; null when it has not both. */
export function durationOf(run: Pick<Run, 'firstStartedAt' | 'finishedAt'>): number | null {
  if (run.firstStartedAt === null || run.finishedAt === null) return null;
  return Math.max(0, run.finishedAt.getTime() - run.firstStartedAt.getTime());
}

/** A moment as artifacts show it. */
export function instantOf(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}

/** Progress as it is stored, which is whatever a job reported: what is not of the right type is left out. */
export function progressOf(stored: Readonly<Record<string, unknown>> | null): ShownProgress {
  const completed = figure(stored?.['completed']);
  const total = figure(stored?.['total']);
  const { message, counters } = stored ?? {};
  const counted = typeof counters === 'object' && counters !== null ? Object.entries(counters) : [];
  return {
    completed,
    total,
    percent: percentOf(completed, total),
    message: typeof message === 'string' ? message : null,
    counters: Object.fromEntries(
      counted.filter((entry): entry is [string, number] => figure(entry[1]) !== null),
    ),
  };
}

/** Whole percent, rounded down, from 0 to 100; null where there is nothing to divide by. */
export function percentOf(completed: number | null, total: number | null): number | null {
  if (completed === null || total === null || total <= 0) return null;
  return Math.min(100, Math.max(0, Math.floor((completed / total) * 100)));
}

function figure(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** What every artifact that shows a run says of it. */
export function overviewOf(run: Run) {
  return {
    id: String(run.id),
    job_name: run.jobName,
    status: run.status,
    subject: run.subject,
    client_id: run.clientId,
    created_at: run.createdAt.toISOString(),
    started_at: instantOf(run.firstStartedAt),
    finished_at: instantOf(run.finishedAt),
    duration_ms: durationOf(run),
    progress: progressOf(run.progress),
  };
}
