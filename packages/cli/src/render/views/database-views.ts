import type { DataOf } from '../../artifact-data.js';
import { type CardView, table } from '../artifact-view.js';
import { sizeInWords } from '../words.js';

type DatabaseStatus = DataOf<'db status'>;
type MigrationReport = DataOf<'db migrate'>;

export const migrationReport = table({
  rows: (data: MigrationReport) => data.applied,
  columns: [
    { title: 'Package', cell: (applied) => applied.package },
    { title: 'Migration', cell: (applied) => applied.migration },
  ],
  none: 'Nothing to migrate: the database is up to date.',
  footer: (data) => data.message,
});

export const databaseStatus: CardView<DatabaseStatus> = {
  kind: 'card',
  entries: (data) => [
    { label: 'Kind', value: data.kind },
    { label: 'Where', value: data.where },
    { label: 'Running', value: data.running ? 'yes' : 'no', style: data.running ? 'green' : 'yellow' },
    { label: 'PostgreSQL', value: data.version ?? '' },
    { label: 'Size', value: sizeInWords(data.size_bytes) },
    { label: 'Migrated', value: migrated(data.migrated), style: data.migrated === false ? 'red' : null },
    { label: 'Schema', value: data.schema.map((part) => `${part.package} ${part.applied} of ${part.known}`) },
    ...(data.embedded === null
      ? []
      : [
          { label: 'Directory', value: data.embedded.directory },
          { label: 'All databases', value: sizeInWords(data.embedded.cluster_size_bytes) },
          { label: 'Log', value: data.embedded.log ?? '' },
        ]),
  ],
};

function migrated(value: boolean | null): string {
  if (value === null) return 'unknown';
  return value ? 'yes' : 'no, run `infra db migrate`';
}
