import type { DataOf } from '../../data/artifacts.js';
import { counted } from '../../words/counted.js';
import { durationInWords } from '../../words/durations.js';
import { moneyInWords } from '../../words/money.js';

/** Everything that is known of a job. */
export type JobDetails = DataOf<'jobs show'>;

const overlaps: Readonly<Record<JobDetails['overlap'], string>> = {
  skip: 'an occurrence is skipped while a run of the schedule is unfinished',
  queue: 'one run at a time; others wait',
  allow: 'runs may overlap',
  'cancel-running': 'the next occurrence cancels the run before it',
};

/** What the author and the configuration decided of a job, as labelled sentences. */
export function policiesOf(job: JobDetails): readonly { readonly label: string; readonly value: string }[] {
  return [
    { label: 'Extension', value: `${job.extension} (${job.module})` },
    { label: 'Tags', value: job.tags.join(', ') },
    ...job.schedules.map((schedule) => ({
      label: schedule.name === 'default' ? 'Schedule' : `Schedule ${schedule.name}`,
      value: `${schedule.schedule_human} (${schedule.schedule}, ${schedule.time_zone})${schedule.enabled ? '' : ', off'}`,
    })),
    { label: 'Retry', value: retryInWords(job.retry) },
    { label: 'Timeout', value: job.timeout_ms === null ? 'none' : durationInWords(job.timeout_ms) },
    { label: 'Overlap', value: overlaps[job.overlap] },
    { label: 'When late', value: misfireInWords(job.misfire) },
    { label: 'Jitter', value: job.jitter_ms === 0 ? '' : `up to ${durationInWords(job.jitter_ms)}` },
    {
      label: 'Works on',
      value: job.subject === null ? '' : `its ${job.subject}: one unfinished run for each`,
    },
    {
      label: 'Queue',
      value: job.priority === 0 ? job.queue : `${job.queue}, priority ${String(job.priority)}`,
    },
    { label: 'At once', value: limitsInWords(job) },
    { label: 'Runs after', value: job.after.join(', ') },
    { label: 'Isolation', value: job.isolation === 'none' ? '' : 'each run in a process of its own' },
    { label: 'Approval', value: approvalInWords(job.approval) },
    { label: 'Formerly', value: job.formerly.join(', ') },
  ].filter(({ value }) => value !== '');
}

function retryInWords({
  max_attempts: most,
  first_ms: first,
  factor,
  cap_ms: cap,
}: JobDetails['retry']): string {
  if (most === 1) return 'never by itself';
  const growing = factor === 1 ? '' : `, then × ${String(factor)} up to ${durationInWords(cap)}`;
  return `up to ${String(most)} attempts; the first wait is ${durationInWords(first)}${growing}`;
}

function misfireInWords(misfire: JobDetails['misfire']): string {
  if (misfire === 'skip') return 'occurrences that nobody served in time are skipped';
  if (misfire === 'run-once') return 'of the occurrences that nobody served, the last one runs';
  return `occurrences that nobody served all run, ${String(misfire.run_all)} at most`;
}

function limitsInWords({ concurrency, rate }: JobDetails): string {
  const most = concurrency === null ? [] : [counted(concurrency, 'run')];
  const starts =
    rate === null
      ? []
      : [
          `${String(Number(rate.per_second.toPrecision(3)))} starts a second, ${String(rate.burst)} after a quiet time`,
        ];
  return [...most, ...starts].join('; ');
}

function approvalInWords(approval: JobDetails['approval']): string {
  if (approval === 'auto') return '';
  if (approval === 'required') return 'every run waits for it';
  return `what may cost more than ${moneyInWords(approval.above, approval.currency)} waits for it`;
}
