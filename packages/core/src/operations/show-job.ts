import type { Misfire } from '@infra/traits';
import type { Artifact } from '../artifacts/artifact.js';
import type { JobDetails } from '../artifacts/job-details.js';
import { scheduleInWords } from '../clock/schedule-in-words.js';
import { JobStore, type JobState } from '../jobs/job-store.js';
import { maskParameters } from '../registry/mask-parameters.js';
import { maskRun } from '../registry/mask-run.js';
import type { RegisteredJob, RetryPolicy } from '../registry/registered-job.js';
import { parseStatus, printedStatus } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';
import { comingOccurrences } from './coming-occurrences.js';
import { type EffectiveSwitch, effectiveSwitch } from './effective-switch.js';
import type { Host } from './host.js';
import { scheduledJob } from './scheduled-job.js';
import { storedNextRun } from './stored-next-run.js';

export interface ShowJobInput {
  readonly name: string;
}

const shownNext = 5;

/**
 * Everything that is known of one job.
 * @throws {JobNotFoundError}
 */
export async function showJob(host: Host, input: ShowJobInput): Promise<Artifact<JobDetails>> {
  const job = await scheduledJob(host, input.name);
  const database = await host.database();
  const [state, durations] = await Promise.all([
    new JobStore(database).read(job.name),
    new RunStore(database).durations(job.name),
  ]);
  const now = new Date(host.clock.now());
  const word = effectiveSwitch(job, state, now);
  return {
    data: {
      ...summaryOf(job, state, word, now),
      extension: job.extension,
      tags: [...job.tags],
      time_zone: job.timeZone,
      next_runs: word.enabled ? comingOccurrences(job, shownNext, now).map(({ at }) => at.toISOString()) : [],
      schedules: schedulesOf(host, job, word.enabled, now),
      enabled_by: word.enabledBy,
      reason: word.reason,
      actor: word.actor,
      enabled_until: word.until?.toISOString() ?? null,
      last_success: state?.lastSuccess?.toISOString() ?? null,
      duration_p50_ms: durations?.p50 ?? null,
      duration_p95_ms: durations?.p95 ?? null,
      ...policiesOf(job, host.settings.costs.currency),
    },
    artifact_type: 'presentation_card',
    title: `Job: ${job.name}`,
  };
}

type Summary = Pick<
  JobDetails,
  | 'name'
  | 'description'
  | 'schedule'
  | 'schedule_human'
  | 'enabled'
  | 'last_run'
  | 'next_run'
  | 'last_status'
  | 'last_error'
  | 'run_count'
>;

/** The fields of document 003, in its order. */
function summaryOf(job: RegisteredJob, state: JobState | null, word: EffectiveSwitch, now: Date): Summary {
  const next = word.enabled ? (storedNextRun(state, now) ?? comingOccurrences(job, 1, now)[0]?.at) : null;
  const status = state?.lastStatus == null ? null : parseStatus(state.lastStatus);
  return {
    name: job.name,
    description: job.description,
    schedule: job.schedule,
    schedule_human: inWords(job.schedule),
    enabled: word.enabled,
    last_run: state?.lastRun?.toISOString() ?? null,
    next_run: next?.toISOString() ?? null,
    last_status: status === null ? null : printedStatus(status),
    last_error: state?.lastError ?? null,
    run_count: state?.runCount ?? 0,
  };
}

function schedulesOf(
  { registry }: Host,
  job: RegisteredJob,
  jobEnabled: boolean,
  now: Date,
): JobDetails['schedules'] {
  return job.schedules.map((schedule) => {
    const enabled = jobEnabled && schedule.enabled;
    const [next] = enabled ? comingOccurrences({ ...job, schedules: [schedule] }, 1, now) : [];
    return {
      name: schedule.name,
      schedule: schedule.schedule,
      schedule_human: inWords(schedule.schedule),
      time_zone: schedule.timeZone,
      enabled,
      parameters: maskRun(registry, job.name, schedule.parameters),
      next_run: next?.at.toISOString() ?? null,
    };
  });
}

type Policies = Pick<
  JobDetails,
  | 'parameters'
  | 'configured_parameters'
  | 'timeout_ms'
  | 'retry'
  | 'overlap'
  | 'misfire'
  | 'clock_change'
  | 'jitter_ms'
  | 'queue'
  | 'priority'
  | 'concurrency'
  | 'rate'
  | 'after'
  | 'isolation'
  | 'approval'
  | 'subject'
  | 'conflict_group'
  | 'formerly'
  | 'phases'
  | 'resumable'
  | 'module'
>;

function policiesOf(job: RegisteredJob, currency: string): Policies {
  const { rate, approval } = job;
  return {
    parameters: job.parameters,
    configured_parameters: maskParameters(job, job.configuredParameters),
    timeout_ms: job.timeoutMs,
    retry: retryOf(job.retry),
    overlap: job.overlap,
    misfire: misfireOf(job.misfire),
    clock_change: { missing: job.clockChange.missing ?? null, repeated: job.clockChange.repeated ?? null },
    jitter_ms: job.jitterMs,
    queue: job.queue,
    priority: job.priority,
    concurrency: job.concurrency,
    rate: rate === null ? null : { per_second: rate.perSecond, burst: rate.burst },
    after: [...job.after],
    isolation: job.isolation,
    approval: typeof approval === 'string' ? approval : { above: Number(approval.above), currency },
    subject: job.subject,
    conflict_group: job.conflictGroup,
    formerly: [...job.formerly],
    phases:
      job.phases?.map(({ name, job: phaseJob, weight }) => ({ name, job_name: phaseJob, weight })) ?? null,
    resumable: job.resumable,
    module: job.module,
  };
}

function inWords(schedule: string): string {
  return schedule === '' ? 'Only by hand' : scheduleInWords(schedule);
}

function retryOf(retry: RetryPolicy): JobDetails['retry'] {
  const { maxAttempts, firstMs, factor, capMs, jitter } = retry;
  return { max_attempts: maxAttempts, first_ms: firstMs, factor, cap_ms: capMs, jitter };
}

function misfireOf(misfire: Misfire): JobDetails['misfire'] {
  return typeof misfire === 'string' ? misfire : { run_all: misfire.runAll };
}
