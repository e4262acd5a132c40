import type { DataOf } from '../../artifact-data.js';
import { table } from '../artifact-view.js';
import { counted, timeInWords } from '../words.js';

type AuditTrail = DataOf<'audit'>;

export const auditTrail = table({
  rows: (data: AuditTrail) => data.events,
  columns: [
    { title: 'When', cell: (event) => timeInWords(event.at) },
    { title: 'Who', cell: (event) => event.actor },
    { title: 'Action', cell: (event) => event.action },
    { title: 'Target', cell: (event) => event.target },
    { title: 'Reason', cell: (event) => event.reason ?? '', flexible: true },
    { title: 'Details', cell: (event) => detailsOf(event.details), flexible: true },
  ],
  none: 'Nobody has done anything.',
  footer: (data) => `${counted(data.total, 'event')}${data.has_more ? ', and there are older ones' : ''}`,
});

function detailsOf(details: Readonly<Record<string, unknown>>): string {
  return Object.keys(details).length === 0 ? '' : JSON.stringify(details);
}
