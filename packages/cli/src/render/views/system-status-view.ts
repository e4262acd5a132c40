import type { DataOf } from '../../artifact-data.js';
import type { CardView, Entry } from '../artifact-view.js';
import { progressInWords } from '../progress-in-words.js';
import { counted, durationInWords, timeInWords } from '../words.js';

type SystemStatus = DataOf<'status'>;

/** Lines of one list; `--json` has more. */
const mostLines = 10;

export const systemStatus: CardView<SystemStatus> = {
  kind: 'card',
  entries: (data) => [...(data.configured ? hostEntries(data) : []), ...shellRuns(data)],
};

function hostEntries(data: SystemStatus): Entry[] {
  return [
    scheduler(data.scheduler),
    ...pauses(data),
    { label: 'Workers', value: listed(data.workers.map(workerLine), data.workers.length, 'none') },
    { label: 'Active', value: listed(data.active.map(activeLine), data.counts.running, 'no run') },
    ...waiting(data),
    ...unrunnable(data),
    { label: 'Next', value: listed(data.next.map(nextLine), data.next.length, 'no occurrence') },
    failures(data),
  ];
}

function shellRuns({ shell_runs: shell, configured }: SystemStatus): Entry[] {
  if (shell === null || (configured && shell.running + shell.queued === 0)) return [];
  const waiting = shell.queued === 0 ? [] : [`and ${counted(shell.queued, 'run')} waiting`];
  const lines = shell.active.map(
    ({ id, name, command, project, running_ms: ms }) =>
      `${id}  ${name ?? command}  for ${durationInWords(ms)}  in ${project}`,
  );
  const value = listed([...lines, ...waiting], lines.length + waiting.length, 'none');
  return [{ label: 'Shell runs', value }];
}

function scheduler({
  alive,
  on_time: onTime,
  processes,
  last_heartbeat_at: last,
  latest,
  overdue,
}: SystemStatus['scheduler']): Entry {
  if (!alive) {
    const seen = last === null ? '' : `, last seen ${timeInWords(last)}`;
    return { label: 'Scheduler', value: `not running${seen}: \`infra work\` starts it`, style: 'red' };
  }
  if (!onTime && latest !== null) {
    const late = `${latest.job_name} by ${durationInWords(latest.late_ms)}`;
    return { label: 'Scheduler', value: `late: ${counted(overdue, 'schedule')}, ${late}`, style: 'red' };
  }
  return {
    label: 'Scheduler',
    value: `on time, in ${processes} process${processes === 1 ? '' : 'es'}`,
    style: 'green',
  };
}

function pauses({ pauses: all }: SystemStatus): Entry[] {
  const lines = all.map(({ queue, reason, actor, since }) => {
    const what = queue === null ? 'everything' : `queue ${queue}`;
    return `${what} since ${timeInWords(since)} by ${actor}${reason === null ? '' : `: ${reason}`}`;
  });
  return lines.length === 0 ? [] : [{ label: 'Paused', value: lines, style: 'yellow' }];
}

function workerLine(worker: SystemStatus['workers'][number]): string {
  const { id, host, pid, kind, running, concurrency, queues } = worker;
  const state = worker.alive ? (worker.stopping ? ', stopping' : '') : ', SILENT';
  const served = queues === null ? '' : `, queues ${queues.join(' ')}`;
  return `${id}  ${host} (${pid})  ${kind}  ${running}/${concurrency} running${served}${state}, since ${timeInWords(worker.started_at)}`;
}

function activeLine(run: SystemStatus['active'][number]): string {
  const where = run.host === null ? '' : ` on ${run.host} (${run.pid ?? ''})`;
  const progress = progressInWords(run.progress);
  const more = progress === '' ? '' : `  ${progress}`;
  return `${run.id}  ${run.job_name}  for ${durationInWords(run.running_ms)}${where}${more}`;
}

function waiting({ counts, queued }: SystemStatus): Entry[] {
  const lines = queued.map(({ queue, ready, delayed }) => {
    const later = delayed === 0 ? '' : `, ${delayed} for a later time`;
    return `${queue}: ${ready} ready${later}`;
  });
  const leave = [
    ...(counts.pending > 0 ? [`${counts.pending} pending`] : []),
    ...(counts.awaiting_approval > 0 ? [`${counts.awaiting_approval} awaiting approval`] : []),
    ...(counts.approved > 0 ? [`${counts.approved} approved`] : []),
  ];
  const before = leave.length === 0 ? [] : [{ label: 'Before the queue', value: leave.join(', ') }];
  return [{ label: 'Queued', value: lines.length === 0 ? 'no run' : lines }, ...before];
}

function unrunnable({ unrunnable: groups }: SystemStatus): Entry[] {
  if (groups.length === 0) return [];
  const lines = groups.map(({ job_name: job, queue, runs }) => `${job} in ${queue}: ${counted(runs, 'run')}`);
  return [{ label: 'No worker for', value: listed(lines, lines.length, ''), style: 'red' }];
}

function nextLine({
  at,
  job_name: job,
  schedule_name: schedule,
  parameters,
}: SystemStatus['next'][number]): string {
  const named = schedule === 'default' ? '' : ` (${schedule})`;
  const given = Object.keys(parameters).length === 0 ? '' : `  ${JSON.stringify(parameters)}`;
  return `${timeInWords(at)}  ${job}${named}${given}`;
}

function failures({ failures: { unresolved, open_alerts: alerts } }: SystemStatus): Entry {
  const told = alerts === 0 ? '' : `, ${counted(alerts, 'alert')} open`;
  return {
    label: 'Failures',
    value: `${unresolved} unresolved${told}`,
    style: unresolved + alerts > 0 ? 'red' : null,
  };
}

function listed(lines: readonly string[], total: number, none: string): string | readonly string[] {
  if (lines.length === 0) return none;
  const shown = lines.slice(0, mostLines);
  return total > shown.length ? [...shown, `… and ${total - shown.length} more`] : shown;
}
