import type { DataOf } from '../../artifact-data.js';
import { type CardView, type Entry, table } from '../artifact-view.js';
import { durationInWords, timeInWords } from '../words.js';
import { statusStyle } from './status-style.js';

type NextOccurrences = DataOf<'jobs next'>;
type JobLedger = DataOf<'jobs ledger'>;
type OccurrenceExplanation = DataOf<'jobs explain'>;

export const nextOccurrences = table({
  rows: (data: NextOccurrences) => data.occurrences,
  columns: [
    { title: 'UTC', cell: (occurrence) => timeInWords(occurrence.at) },
    { title: 'Local', cell: (occurrence) => occurrence.local.replace('T', ' ') },
    { title: 'Time zone', cell: (occurrence) => occurrence.time_zone },
    { title: 'Schedule', cell: (occurrence) => occurrence.schedule_name },
    {
      title: 'Clock change',
      cell: (occurrence) => clockChange[occurrence.clock_change ?? 'none'],
      style: () => 'yellow',
    },
  ],
  none: 'No occurrences: the job has no schedule, or its schedule has no time left.',
  footer: (data) => (data.enabled ? '' : `${data.job_name} is disabled: none of these will run`),
});

const clockChange = {
  none: '',
  missing: 'its hour is left out that day',
  repeated: 'its hour comes twice that day',
} as const;

type LedgerEntry = JobLedger['entries'][number];

export const jobLedger = table({
  rows: (data: JobLedger) => data.entries,
  columns: [
    { title: 'Occurrence', cell: (entry) => timeInWords(entry.first) },
    { title: 'Up to', cell: upTo, onDemand: true },
    { title: 'Schedule', cell: (entry) => entry.schedule_name },
    { title: 'Times', cell: (entry) => (entry.count === null ? '' : String(entry.count)), align: 'right' },
    {
      title: 'Outcome',
      cell: (entry) => entry.run?.status ?? `skipped: ${entry.reason ?? ''}`,
      style: (entry) => (entry.run === null ? 'yellow' : statusStyle(entry.run.status)),
    },
    { title: 'Run', cell: (entry) => entry.run?.run_id ?? '', align: 'right' },
    { title: 'Late by', cell: (entry) => durationInWords(entry.run?.lateness_ms ?? null), align: 'right' },
    { title: 'Took', cell: (entry) => durationInWords(entry.run?.duration_ms ?? null), align: 'right' },
    { title: 'Error', cell: (entry) => entry.run?.error ?? '', flexible: true, onDemand: true },
  ],
  none: 'No occurrences yet: nothing has been due since the first sync, or the job has no schedule.',
});

function upTo({ first, last, outcome }: LedgerEntry): string {
  if (outcome === 'ran' || first === last) return '';
  return last === null ? 'still going on' : timeInWords(last);
}

export const occurrenceExplanation: CardView<OccurrenceExplanation> = {
  kind: 'card',
  entries: (data) => {
    if (data.occurrences.length === 0)
      return [{ label: 'Outcome', value: 'the job has no schedule: it runs only by hand' }];
    return data.occurrences.flatMap((occurrence) => explained(occurrence, data.total > 1));
  },
};

type Explained = OccurrenceExplanation['occurrences'][number];

function explained(occurrence: Explained, several: boolean): Entry[] {
  const { run, skipped } = occurrence;
  const { schedule, time_zone: zone } = occurrence;
  return [
    { label: 'Schedule', value: `${several ? `${occurrence.schedule_name}: ` : ''}${schedule} (${zone})` },
    { label: 'Outcome', value: occurrence.explanation },
    ...(run === null
      ? []
      : [
          { label: 'Run', value: run.run_id },
          { label: 'Status', value: run.status, style: statusStyle(run.status) },
          { label: 'Started', value: timeInWords(run.started_at) },
          { label: 'Late by', value: durationInWords(run.lateness_ms) },
          ...(run.error === null ? [] : [{ label: 'Error', value: run.error }]),
        ]),
    ...(skipped === null
      ? []
      : [
          { label: 'Skipped from', value: timeInWords(skipped.first) },
          {
            label: 'Skipped to',
            value: skipped.last === null ? 'still going on' : timeInWords(skipped.last),
          },
        ]),
    { label: 'Previous', value: timeInWords(occurrence.previous) },
    { label: 'Next', value: timeInWords(occurrence.next) },
  ];
}
