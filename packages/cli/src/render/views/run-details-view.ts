import type { DataOf } from '../../artifact-data.js';
import type { CardView, Entry } from '../artifact-view.js';
import { moneyInWords } from '../money-in-words.js';
import { progressInWords } from '../progress-in-words.js';
import { durationInWords, timeInWords } from '../words.js';
import { shellEntries } from './shell-views.js';
import { statusStyle } from './status-style.js';

/** Lines of phases that one look shows at most. */
const mostPhases = 20;

type RunDetails = DataOf<'runs status'>;

export const runDetails: CardView<RunDetails> = {
  kind: 'card',
  entries: (run) => [
    { label: 'Job', value: run.job_name },
    { label: 'Status', value: run.status, style: statusStyle(run.status) },
    ...shown('Subject', run.subject),
    ...shown('Client', run.client_id),
    { label: 'Created', value: `${timeInWords(run.created_at)}  (${origin(run)})` },
    ...shown('Scheduled for', timeInWords(run.scheduled_for)),
    ...waiting(run),
    ...shown('Started', timeInWords(run.started_at)),
    ...shown('Finished', timeInWords(run.finished_at)),
    ...shown('Duration', durationInWords(run.duration_ms)),
    ...progress(run),
    ...phases(run),
    ...approval(run),
    ...cost(run),
    ...outcome(run),
    ...attempts(run),
    ...links(run),
    { label: 'Queue', value: `${run.queue}${run.priority === 0 ? '' : `, priority ${run.priority}`}` },
    ...(run.worker === null || run.status !== 'running'
      ? []
      : [{ label: 'Worker', value: `${run.worker.id} on ${run.worker.host}, process ${run.worker.pid}` }]),
    ...shellEntries(run.shell),
    ...(run.shell === null ? json('Parameters', run.parameters) : []),
    ...json('Context', run.context),
  ],
};

function origin({ trigger, actor, schedule_name: schedule }: RunDetails): string {
  const by = actor === null ? '' : ` by ${actor}`;
  return `${trigger}${by}${schedule === null || schedule === 'default' ? '' : ` ${schedule}`}`;
}

function waiting(run: RunDetails): Entry[] {
  const isDelayed = run.status === 'queued' && run.available_at > run.created_at;
  const cancelled = run.status === 'running' ? timeInWords(run.cancel_requested_at) : '';
  return [
    ...(isDelayed ? [{ label: 'Not before', value: timeInWords(run.available_at) }] : []),
    ...shown('Cancel asked', cancelled),
  ];
}

function progress({ progress }: RunDetails): Entry[] {
  const words = progressInWords(progress);
  const counters = Object.entries(progress.counters).map(([name, figure]) => `${name}: ${figure}`);
  const lines = [...(words === '' ? [] : [words]), ...counters];
  return lines.length === 0 ? [] : [{ label: 'Progress', value: lines }];
}

/** One line a phase, of long lists those about the one that it is in. */
function phases({ phases: all }: RunDetails): Entry[] {
  if (all === null) return [];
  const done = all.filter(({ status }) => status === 'completed').length;
  const from = Math.max(0, Math.min(done - 5, all.length - mostPhases));
  const lines = all.slice(from, from + mostPhases).map((phase) => {
    const where = phase.run_id === null ? '' : ` (run ${phase.run_id})`;
    return `${phase.index + 1}  ${phase.name}: ${phase.status ?? 'to come'}${where}`;
  });
  return [{ label: `Phases (${done}/${all.length})`, value: lines }];
}

function approval({ approval, status }: RunDetails): Entry[] {
  if (approval === null) return [];
  const { approved_at: at, approved_by: by, reason, held_because: held, expires_at: expires } = approval;
  if (at !== null) {
    const why = reason === null ? '' : `: ${reason}`;
    return [{ label: 'Approved', value: `${timeInWords(at)} by ${by}${why}` }];
  }
  if (status !== 'awaiting_approval') return [];
  return [
    { label: 'Waits because', value: held ?? '', style: 'yellow' },
    ...shown('Expires', timeInWords(expires)),
  ];
}

/** As document 000 prints it: a line for each component, and the total; before the run, what is estimated. */
function cost({ cost }: RunDetails): Entry[] {
  const { estimated, actual, currency, low, high, warnings } = cost;
  const money = (amount: number | null) => moneyInWords(amount, currency);
  const lines = cost.lines.map(({ label, amount }) => `${label}: ${money(amount)}`);
  const total = actual ?? estimated;
  const range = low === high ? '' : `  (${money(low)} to ${money(high)})`;
  const isPaid = actual !== null;
  return [
    ...(total === null
      ? []
      : [
          {
            label: isPaid ? 'Cost' : 'Estimated cost',
            value: [...lines, `Total: ${money(total)}${isPaid ? '' : range}`],
          },
        ]),
    ...(isPaid && estimated !== null ? [{ label: 'Estimated', value: `${money(estimated)}${range}` }] : []),
    ...(warnings.length === 0 ? [] : [{ label: 'Warnings', value: warnings, style: 'yellow' as const }]),
  ];
}

function outcome({ result, error }: RunDetails): Entry[] {
  const items =
    result === null || result.items_processed + result.items_failed === 0
      ? ''
      : `${result.items_processed} processed, ${result.items_failed} failed`;
  const output = result?.output ?? null;
  return [
    ...shown('Result', result?.message ?? ''),
    ...shown('Items', items),
    ...(output === null ? [] : [{ label: 'Output', value: JSON.stringify(output, null, 2) }]),
    ...(error === null
      ? []
      : [{ label: 'Error', value: `${error.message}  (${error.code})`, style: 'red' as const }]),
    ...shown('Stack', error?.stack ?? ''),
  ];
}

/** One line a try; a run that succeeded at once has nothing to tell. */
function attempts({ attempts: tries, max_attempts: most }: RunDetails): Entry[] {
  if (tries.length < 2 && tries.every(({ status }) => status === 'completed' || status === 'running'))
    return [];
  const lines = tries.map((attempt) => {
    const where =
      attempt.host === null ? '' : ` on ${attempt.host}${attempt.pid === null ? '' : ` (${attempt.pid})`}`;
    const why = attempt.error === null ? '' : `: ${attempt.error.message}`;
    return `${attempt.attempt}  ${timeInWords(attempt.started_at)}  ${attempt.status}${where}${why}`;
  });
  return [{ label: `Attempts (${tries.length}/${Math.max(most, tries.length)})`, value: lines }];
}

function links(run: RunDetails): Entry[] {
  return [
    ...shown('Retry of', run.retry_of),
    ...shown('Retried as', run.retried_as),
    ...shown('Part of', run.parent),
    ...shown('After run', run.after_run),
    ...shown('Failure', run.failure_id),
  ];
}

function json(label: string, value: Readonly<Record<string, unknown>> | null): Entry[] {
  if (value === null || Object.keys(value).length === 0) return [];
  return [{ label, value: JSON.stringify(value, null, 2) }];
}

function shown(label: string, value: string | null): Entry[] {
  return value === null || value === '' ? [] : [{ label, value }];
}
