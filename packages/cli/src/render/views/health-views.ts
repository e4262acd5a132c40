import type { DataOf } from '../../artifact-data.js';
import { table } from '../artifact-view.js';
import type { Style } from '../paint.js';
import { counted } from '../words.js';

type HealthReport = DataOf<'doctor'>;
type Check = HealthReport['checks'][number];

export const healthReport = table({
  rows: (data: HealthReport) => data.checks,
  columns: [
    { title: 'Check', cell: (check) => check.check.replaceAll('_', ' ') },
    { title: 'Status', cell: (check) => check.status, style: styleOf },
    { title: 'What', cell: (check) => check.message, flexible: true },
    { title: 'Remedy', cell: (check) => check.remedy ?? '', flexible: true },
  ],
  none: 'Nothing was looked at.',
  footer: ({ problems, warnings }) =>
    problems + warnings === 0
      ? 'Nothing is wrong.'
      : `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}.`,
});

function styleOf({ status }: Check): Style {
  if (status === 'ok') return 'green';
  return status === 'warning' ? 'yellow' : 'red';
}
