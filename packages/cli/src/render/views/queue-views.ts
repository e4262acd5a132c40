import type { DataOf } from '../../artifact-data.js';
import { table } from '../artifact-view.js';
import { counted, timeInWords } from '../words.js';

type QueueList = DataOf<'queues list'>;
type Queue = QueueList['queues'][number];

export const queueList = table({
  rows: (data: QueueList) => data.queues,
  columns: [
    { title: 'Name', cell: (queue) => queue.name },
    { title: 'Width', cell: (queue) => queue.width?.toString() ?? '', align: 'right' },
    { title: 'Running', cell: (queue) => String(queue.running), align: 'right' },
    { title: 'Queued', cell: (queue) => String(queue.queued), align: 'right' },
    { title: 'Delayed', cell: (queue) => String(queue.delayed), align: 'right' },
    {
      title: 'Workers',
      cell: (queue) => String(queue.workers),
      align: 'right',
      style: (queue) => (queue.workers === 0 ? 'yellow' : null),
    },
    {
      title: 'Paused',
      cell: pausedInWords,
      style: (queue) => (queue.paused ? 'yellow' : null),
      flexible: true,
    },
  ],
  none: 'No queues.',
  footer: (data) => counted(data.total, 'queue'),
});

function pausedInWords(queue: Queue): string {
  if (!queue.paused) return '';
  const what = queue.paused_scope === 'everything' ? 'everything, ' : '';
  const reason = queue.paused_reason === null ? '' : `: ${queue.paused_reason}`;
  return `${what}since ${timeInWords(queue.paused_since)} by ${queue.paused_by}${reason}`;
}
