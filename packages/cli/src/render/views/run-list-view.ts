import type { DataOf } from '../../artifact-data.js';
import { table } from '../artifact-view.js';
import { counted, durationInWords, timeInWords } from '../words.js';
import { progressInWords } from '../progress-in-words.js';
import { statusStyle } from './status-style.js';

type RunList = DataOf<'runs list'>;

/** Characters of a command that a list shows. */
const mostCharacters = 48;

function shortened(command: string | null): string | null {
  if (command === null || command.length <= mostCharacters) return command;
  return `${command.slice(0, mostCharacters - 1)}…`;
}

function jobOf({ job_name: job, name, command }: RunList['runs'][number]): string {
  if (command !== null) return name ?? shortened(command) ?? job;
  return name === null ? job : `${job} (${name})`;
}

export const runList = table({
  rows: (data: RunList) => data.runs,
  columns: [
    { title: 'Run', cell: (run) => run.id, align: 'right' },
    { title: 'Job', cell: jobOf },
    { title: 'Status', cell: (run) => run.status, style: (run) => statusStyle(run.status) },
    { title: 'Created', cell: (run) => timeInWords(run.created_at) },
    { title: 'Duration', cell: (run) => durationInWords(run.duration_ms), align: 'right' },
    { title: 'Client', cell: (run) => run.client_id ?? '', onDemand: true },
    { title: 'Subject', cell: (run) => run.subject ?? '', onDemand: true },
    {
      title: 'Progress',
      cell: (run) => (run.status === 'running' ? progressInWords(run.progress) : ''),
      onDemand: true,
    },
    // One without a name stands under its command.
    {
      title: 'Command',
      cell: (run) => (run.name === null ? '' : (shortened(run.command) ?? '')),
      flexible: true,
      onDemand: true,
    },
    { title: 'Error', cell: (run) => run.error ?? '', flexible: true, onDemand: true },
  ],
  none: 'No runs.',
  footer: (data) => `${counted(data.total, 'run')}${data.has_more ? ', and there are older ones' : ''}`,
});
