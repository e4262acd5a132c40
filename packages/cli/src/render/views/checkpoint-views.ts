import type { DataOf } from '../../artifact-data.js';
import { table } from '../artifact-view.js';
import { counted, timeInWords } from '../words.js';
import { statusStyle } from './status-style.js';

type CheckpointList = DataOf<'checkpoints list'>;

export const checkpointList = table({
  rows: (data: CheckpointList) => data.checkpoints,
  columns: [
    { title: 'Job', cell: ({ job_name: name }) => name },
    { title: 'Subject', cell: ({ subject }) => subject ?? '' },
    { title: 'Run', cell: ({ run_id: id }) => id, align: 'right' },
    { title: 'Status', cell: ({ status }) => status, style: ({ status }) => statusStyle(status) },
    {
      title: 'Phases',
      cell: ({ phases, phases_completed: completed }) => (phases === null ? '' : `${completed}/${phases}`),
      align: 'right',
    },
    { title: 'Saved', cell: ({ saved_at: at }) => timeInWords(at) },
    { title: 'Error', cell: ({ error }) => error ?? '', flexible: true },
  ],
  none: 'No checkpoints: no interrupted run has kept anything.',
  footer: (data) => `${counted(data.total, 'checkpoint')}; \`infra runs retry <run> --resume\` goes on`,
});
