import type { OccurrenceExplanation } from '../artifacts/occurrence-explanation.js';
import type { Occurrences } from '../clock/occurrences.js';
import type { RecordedSpan } from '../jobs/occurrence-ledger.js';
import type { SkipReason } from '../jobs/schedule-store.js';
import type { NamedSchedule } from '../registry/registered-job.js';
import type { Run } from '../runs/run.js';
import { printedStatus } from '../runs/run-status.js';

/** All that is known of a moment of one schedule. */
export interface OccurrenceRecord {
  readonly at: Date;
  readonly now: Date;
  readonly times: Pick<Occurrences, 'between' | 'previous' | 'next'>;
  readonly run: Run | null;
  readonly span: RecordedSpan | null;
  /** When the schedule was first written to the database, null when it never was. */
  readonly firstSynced: Date | null;
  /** The occurrence that the stored schedule waits for. */
  readonly waitingFor: Date | null;
  /** Finished runs before this moment may have been deleted. */
  readonly keptSince: Date;
  readonly enabled: boolean;
  /** Whether everything is paused now. */
  readonly paused: boolean;
}

export type ExplainedOccurrence = OccurrenceExplanation['occurrences'][number];

type Verdict = Pick<ExplainedOccurrence, 'outcome' | 'explanation'>;

/** Decides what became of a moment of one schedule. A recorded run counts for more than what the schedule says today. */
export function judgeOccurrence(schedule: NamedSchedule, record: OccurrenceRecord): ExplainedOccurrence {
  const { at, times, run } = record;
  const verdict = verdictOf(record);
  return {
    schedule_name: schedule.name,
    schedule: schedule.schedule,
    time_zone: schedule.timeZone,
    ...verdict,
    run: verdict.outcome === 'ran' && run !== null ? runOf(run, at) : null,
    skipped: verdict.outcome === 'skipped' && record.span !== null ? spanOf(record.span) : null,
    previous: times.previous(at)?.toISOString() ?? null,
    next: times.next(at)?.toISOString() ?? null,
  };
}

function verdictOf(record: OccurrenceRecord): Verdict {
  const { at, now, run, span } = record;
  if (run !== null)
    return { outcome: 'ran', explanation: `run ${run.id} serves it: ${printedStatus(run.status)}` };
  if (!isOccurrence(record))
    return { outcome: 'not_an_occurrence', explanation: 'the schedule does not ask for this moment' };
  if (span !== null && at <= now) return { outcome: 'skipped', explanation: whySkipped[span.reason] };
  if (at > now) return { outcome: 'upcoming', explanation: upcoming(record.enabled) };
  return uncovered(record);
}

/** An occurrence in the past that neither a run nor a span covers. */
function uncovered({ at, firstSynced, waitingFor, keptSince, paused }: OccurrenceRecord): Verdict {
  if (firstSynced === null) {
    return { outcome: 'before_first_sync', explanation: 'no scheduler has ever known this schedule' };
  }
  if (at < firstSynced) {
    return {
      outcome: 'before_first_sync',
      explanation: `it was before the first sync: the schedule is known since ${firstSynced.toISOString()}`,
    };
  }
  if (waitingFor !== null && at >= waitingFor) {
    const explanation = paused
      ? 'its moment has come while everything is paused; once resumed, it follows the misfire policy'
      : 'its moment has come and no scheduler has served it yet';
    return { outcome: 'due', explanation };
  }
  if (at < keptSince) {
    return {
      outcome: 'pruned',
      explanation: `its record is older than what is kept (since ${keptSince.toISOString()})`,
    };
  }
  return {
    outcome: 'unknown',
    explanation:
      'there is no record of it: its run was removed (`infra audit` tells of that), or the schedule was another one then',
  };
}

const whySkipped: Readonly<Record<SkipReason, string>> = {
  overlap: 'skipped: an earlier run of the job was unfinished (overlap)',
  disabled: 'skipped: the job was disabled',
  misfire: 'skipped: its moment passed while nothing served it (misfire)',
  no_worker: 'skipped: no live process had the job (no worker)',
  subject_busy: 'skipped: an unfinished run held what it works on (subject busy)',
};

function upcoming(enabled: boolean): string {
  return enabled ? 'it lies ahead' : 'it lies ahead, and will be skipped: the job is disabled';
}

// Enumerated: in a repeated hour two moments read alike, and only one of them may be an occurrence.
function isOccurrence({ at, times }: OccurrenceRecord): boolean {
  const [found] = times.between(at, at, 1);
  return found?.getTime() === at.getTime();
}

function runOf(run: Run, at: Date): ExplainedOccurrence['run'] {
  return {
    run_id: String(run.id),
    status: printedStatus(run.status),
    started_at: run.startedAt?.toISOString() ?? null,
    // The start that is kept is that of the last attempt.
    lateness_ms:
      run.startedAt === null || run.attempt > 1 ? null : Math.max(0, run.startedAt.getTime() - at.getTime()),
    error: run.error?.message ?? null,
  };
}

function spanOf(span: RecordedSpan): ExplainedOccurrence['skipped'] {
  const { reason, first, last, count } = span;
  return { reason, first: first.toISOString(), last: last?.toISOString() ?? null, count };
}
