import type { DataOf } from '../../artifact-data.js';
import { type CardView, type Entry, table } from '../artifact-view.js';
import { moneyInWords } from '../money-in-words.js';
import { counted, durationInWords, timeInWords } from '../words.js';
import { statusStyle } from './status-style.js';

type JobDetails = DataOf<'jobs show'>;
type JobList = DataOf<'jobs list'>;

export const jobList = table({
  rows: (data: JobList) => data.jobs,
  columns: [
    { title: 'Name', cell: (job) => job.name },
    { title: 'Schedule', cell: (job) => job.schedule },
    {
      title: 'Enabled',
      cell: (job) => yesOrNo(job.enabled),
      style: (job) => (job.enabled ? null : 'yellow'),
    },
    { title: 'Next run', cell: (job) => timeInWords(job.next_run) },
    { title: 'Last results', cell: (job) => strip(job.results ?? []), onDemand: true },
    { title: 'Extension', cell: (job) => job.extension },
    { title: 'Description', cell: (job) => job.description, flexible: true },
  ],
  none: 'No jobs. An extension brings jobs: `infra new extension NAME` makes one.',
  footer: (data) => counted(data.total, 'job'),
});

const signs: Readonly<Record<string, string>> = { success: '✓', failed: '✗' };

/** The oldest one first, as time goes. */
function strip(results: readonly { readonly status: string }[]): string {
  return results
    .map(({ status }) => signs[status] ?? '–')
    .toReversed()
    .join('');
}

export const jobDetails: CardView<JobDetails> = {
  kind: 'card',
  entries: (job) => [
    { label: 'Description', value: job.description },
    { label: 'Extension', value: job.module === '' ? job.extension : `${job.extension} (${job.module})` },
    ...shown('Tags', job.tags.join(', ')),
    {
      label: 'Schedule',
      value: job.schedule === '' ? job.schedule_human : `${job.schedule}  (${job.schedule_human})`,
    },
    { label: 'Time zone', value: job.time_zone },
    enabledEntry(job),
    ...otherSchedules(job),
    { label: 'Next runs', value: job.next_runs.length === 0 ? 'none' : job.next_runs.map(timeInWords) },
    ...history(job),
    ...policies(job),
  ],
};

function enabledEntry(job: JobDetails): Entry {
  const by = job.actor === null ? '' : ` by ${job.actor}`;
  const until = job.enabled_until === null ? '' : ` until ${timeInWords(job.enabled_until)}`;
  const reason = job.reason === null ? '' : `: ${job.reason}`;
  const word = job.enabled_by === 'operator' ? ` (set${by}${until}${reason})` : '';
  return { label: 'Enabled', value: `${yesOrNo(job.enabled)}${word}`, style: job.enabled ? null : 'yellow' };
}

function otherSchedules(job: JobDetails): Entry[] {
  const others = job.schedules.filter((schedule) => schedule.name !== 'default');
  if (others.length === 0) return [];
  const lines = others.map((schedule) => {
    const off = schedule.enabled ? '' : ', off';
    return `${schedule.name}: ${schedule.schedule}  (${schedule.schedule_human}, ${schedule.time_zone}${off})`;
  });
  return [{ label: 'More schedules', value: lines }];
}

function history(job: JobDetails): Entry[] {
  if (job.last_run === null) return [{ label: 'Runs', value: `${job.run_count}` }];
  const durations =
    job.duration_p50_ms === null
      ? ''
      : `, usually ${durationInWords(job.duration_p50_ms)}, 95 % within ${durationInWords(job.duration_p95_ms)}`;
  return [
    { label: 'Runs', value: `${job.run_count}${durations}` },
    { label: 'Last run', value: timeInWords(job.last_run) },
    { label: 'Last status', value: job.last_status ?? '', style: statusStyle(job.last_status) },
    ...shown('Last error', job.last_error ?? ''),
    ...shown('Last success', timeInWords(job.last_success)),
  ];
}

function policies(job: JobDetails): Entry[] {
  const { retry } = job;
  const waits = `, first after ${durationInWords(retry.first_ms)}, then × ${retry.factor} up to ${durationInWords(retry.cap_ms)}`;
  const misfire = typeof job.misfire === 'string' ? job.misfire : `run all, at most ${job.misfire.run_all}`;
  return [
    {
      label: 'Retry',
      value: retry.max_attempts === 1 ? 'never' : `up to ${retry.max_attempts} attempts${waits}`,
    },
    { label: 'Timeout', value: job.timeout_ms === null ? 'none' : durationInWords(job.timeout_ms) },
    { label: 'Overlap', value: job.overlap },
    { label: 'Misfire', value: misfire },
    ...shown('Jitter', job.jitter_ms === 0 ? '' : `up to ${durationInWords(job.jitter_ms)}`),
    ...shown(
      'Works on',
      job.subject === null
        ? ''
        : `its ${job.subject}; one unfinished run for it in the group ${job.conflict_group}`,
    ),
    { label: 'Queue', value: job.priority === 0 ? job.queue : `${job.queue}, priority ${job.priority}` },
    ...shown('At once', limitsOf(job)),
    ...shown('Runs after', job.after.join(', ')),
    ...shown('Isolation', job.isolation === 'none' ? '' : 'each run in a process of its own'),
    ...shown('Approval', approvalOf(job)),
    ...shown('Formerly', job.formerly.join(', ')),
    ...phases(job),
    ...parameters(job),
  ];
}

function limitsOf({ concurrency, rate }: JobDetails): string {
  const most = concurrency === null ? [] : [counted(concurrency, 'run')];
  const starts =
    rate === null
      ? []
      : [`${Number(rate.per_second.toPrecision(3))} starts a second, ${rate.burst} after a quiet time`];
  return [...most, ...starts].join('; ');
}

function approvalOf({ approval }: JobDetails): string {
  if (approval === 'auto') return '';
  if (approval === 'required') return 'every run waits for it';
  return `what may cost more than ${moneyInWords(approval.above, approval.currency)} waits for it`;
}

function phases({ phases, resumable }: JobDetails): Entry[] {
  if (phases === null) return [];
  const lines = phases.map(
    ({ name, job_name, weight }) => `${name}: ${job_name}, ${Math.round(weight * 10) / 10} %`,
  );
  return [
    { label: 'Phases', value: lines },
    { label: 'Resumable', value: yesOrNo(resumable) },
  ];
}

function parameters(job: JobDetails): Entry[] {
  const properties = (job.parameters?.['properties'] ?? {}) as Readonly<Record<string, Property>>;
  const required = new Set((job.parameters?.['required'] ?? []) as readonly string[]);
  const lines = Object.entries(properties).map(([name, schema]) => {
    const configured = job.configured_parameters[name];
    const value = configured === undefined ? '' : ` = ${JSON.stringify(configured)}`;
    const description = schema.description === undefined ? '' : `: ${schema.description}`;
    return `${name}${required.has(name) ? ' (required)' : ''}${shapeOf(schema)}${value}${description}`;
  });
  return lines.length === 0 ? [] : [{ label: 'Parameters', value: lines }];
}

/** What is shown of the JSON Schema of one parameter. */
interface Property {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
}

function shapeOf(schema: Property): string {
  const type = typeof schema.type === 'string' ? ` ${schema.type}` : '';
  const choice = schema.enum === undefined ? type : ` ${schema.enum.join(' | ')}`;
  return schema.default === undefined ? choice : `${choice}, ${JSON.stringify(schema.default)} by default`;
}

function shown(label: string, value: string): Entry[] {
  return value === '' ? [] : [{ label, value }];
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
