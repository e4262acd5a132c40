import type { DataOf } from '../../artifact-data.js';
import { type CardView, type TextView, table } from '../artifact-view.js';
import { counted } from '../words.js';

type CreatedFiles = DataOf<'new job'>;
type ExtensionList = DataOf<'extensions list'>;
type ShownConfiguration = DataOf<'config show'>;

export const extensionList = table({
  rows: (data: ExtensionList) => data.extensions,
  columns: [
    { title: 'Name', cell: (extension) => extension.name },
    { title: 'Version', cell: (extension) => extension.version ?? '' },
    { title: 'Jobs', cell: (extension) => String(extension.jobs.length), align: 'right' },
    { title: 'Depends on', cell: (extension) => extension.depends_on.join(', ') },
    { title: 'Directory', cell: (extension) => extension.directory, flexible: true },
  ],
  none: 'No extensions: the configuration lists none.',
  footer: (data) => counted(data.total, 'extension'),
});

export const shownConfiguration: CardView<ShownConfiguration> = {
  kind: 'card',
  entries: (data) => [
    { label: 'File', value: data.file },
    { label: 'Directory', value: data.directory },
    { label: 'Database', value: data.database.url ?? 'embedded', style: null },
    { label: 'Decided by', value: data.database.source },
    { label: 'In force', value: JSON.stringify(data.configuration, null, 2) },
  ],
};

export const createdFiles: TextView<CreatedFiles> = {
  kind: 'text',
  text: (data) => {
    const files = data.files.map((file) => `  ${file}`);
    const steps = data.next_steps.map((step) => `  ${step}`);
    return [data.message, ...files, ...(steps.length === 0 ? [] : ['', 'Next:', ...steps])].join('\n');
  },
};
